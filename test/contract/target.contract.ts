import { beforeEach, expect, it } from 'vitest';
import { timesOf } from '../../lib/erasure/record.ts';
import type { Found, Scope, Target } from '../../lib/erasure/target.ts';
import type { PlanDataset } from '../../lib/policy/plan.ts';
import type { Locator } from '../../lib/registry/index.ts';

/** One store with one dataset in it, whose only cluster deletes whole records. */
export interface StoreUnderTest {
  readonly target: Target;
  readonly dataset: PlanDataset;
  /** Writes a record as the application does, or renews it. Its time is some time later than the last one's. */
  put(subject: string, id: string): Promise<void>;
  /** Takes a record away as the application does. */
  remove(subject: string, id: string): Promise<void>;
  /** What the store holds of a subject, asked of the store itself. */
  ids(subject: string): Promise<readonly string[]>;
  /** Where these records are, for datasets found by locator. */
  locators(subject: string, ids: readonly string[]): readonly Locator[];
}

/** What the product needs of every target, whatever the store. `make`: an empty one, for each test. */
export function targetContract(make: () => Promise<StoreUnderTest>): void {
  let store: StoreUnderTest;
  beforeEach(async () => {
    store = await make();
  });

  const scopeOf = (subject: string, ids: readonly string[] = []): Scope => {
    const [cluster] = store.dataset.clusters;
    if (!cluster) throw new Error('the dataset has no cluster');
    return { subject, dataset: store.dataset, cluster, locators: store.locators(subject, ids) };
  };
  const names = (count: number) => Array.from({ length: count }, (_, n) => `id-${String(n).padStart(4, '0')}`);

  it('finds what is the subject’s, all of it and nothing else', async () => {
    const ids = names(12);
    for (const id of ids) await store.put('li', id);
    await store.put('li2', 'of li2');
    await store.put('l', 'of l');
    const scope = scopeOf('li', ids);
    const found = await findAll(store.target, scope);
    expect(new Set(found.map((one) => one.key)).size).toBe(12);
    await store.target.erase(scope, found);
    expect(await store.ids('li')).toEqual([]);
    expect(await store.ids('li2')).toEqual(['of li2']);
    expect(await store.ids('l')).toEqual(['of l']);
  });

  it('finds nothing of nobody, and reads and erases nothing without being asked', async () => {
    await store.put('li', 'a');
    const scope = scopeOf('wang');
    expect(await findAll(store.target, scope)).toEqual([]);
    expect(await store.target.erase(scope, [])).toEqual({ keys: new Set(), refused: 0, failure: null });
    expect(await store.target.stillPresent(scope, [])).toEqual(new Set());
    expect(await store.ids('li')).toEqual(['a']);
  });

  it('tells when each record was collected', async () => {
    await store.put('li', 'a');
    const [found] = await findAll(store.target, scopeOf('li', ['a']));
    const { at, undated } = timesOf(found?.fields ?? {}, store.dataset, 'Asia/Shanghai', Date.now());
    expect(undated).toBe(false);
    expect(at.collected).toBeGreaterThan(Date.UTC(2020, 0, 1));
  });

  it('erases the records it is given and no others, and says which', async () => {
    const ids = names(5);
    for (const id of ids) await store.put('li', id);
    const scope = scopeOf('li', ids);
    const found = await findAll(store.target, scope);
    const some = found.slice(0, 2);
    const erased = await store.target.erase(scope, some);
    expect(erased).toEqual({ keys: new Set(some.map((one) => one.key)), refused: 0, failure: null });
    expect(await store.ids('li')).toHaveLength(3);
    const present = await store.target.stillPresent(scope, keysOf(found));
    expect(present).toEqual(new Set(keysOf(found.slice(2))));
    expect(keysOf(await findAll(store.target, scope)).toSorted()).toEqual(keysOf(found.slice(2)).toSorted());
  });

  it('asks before it erases, and erases nothing once it may not touch anything any more [P3]', async () => {
    await store.put('li', 'a');
    const scope = scopeOf('li', ['a']);
    const over = new Error('the lease has ended');
    const erased = await store.target.erase(scope, await findAll(store.target, scope), () => {
      throw over;
    });
    expect(erased).toEqual({ keys: new Set(), refused: 0, failure: over });
    expect(await store.ids('li')).toEqual(['a']);
  });

  it('may be asked again for what it has erased', async () => {
    await store.put('li', 'a');
    const scope = scopeOf('li', ['a']);
    const found = await findAll(store.target, scope);
    await store.target.erase(scope, found);
    const again = await store.target.erase(scope, found);
    expect(again).toMatchObject({ refused: 0, failure: null });
    expect(await store.target.stillPresent(scope, keysOf(found))).toEqual(new Set());
  });

  it('leaves a record that was renewed after it was found', async () => {
    for (const id of ['a', 'b']) await store.put('li', id);
    const scope = scopeOf('li', ['a', 'b']);
    const found = await findAll(store.target, scope);
    await store.put('li', 'a');
    await store.target.erase(scope, found);
    expect(await store.ids('li')).toEqual(['a']);
    expect(await findAll(store.target, scope)).not.toEqual([]);
  });

  it('does not bring back what was taken away meanwhile', async () => {
    await store.put('li', 'a');
    const scope = scopeOf('li', ['a']);
    const found = await findAll(store.target, scope);
    await store.remove('li', 'a');
    expect(await store.target.erase(scope, found)).toMatchObject({ refused: 0, failure: null });
    expect(await store.ids('li')).toEqual([]);
  });

  it('knows whether there is anything of a subject', async () => {
    await store.put('li', 'a');
    const scope = scopeOf('li', ['a']);
    expect(await store.target.any(scope)).toBe(true);
    expect(await store.target.any(scopeOf('wang'))).toBe(false);
    await store.target.erase(scope, await findAll(store.target, scope));
    expect(await store.target.any(scope)).toBe(false);
  });

  it('takes more records than fit into one request', { timeout: 60_000 }, async () => {
    const ids = names(220);
    for (const id of ids) await store.put('li', id);
    const scope = scopeOf('li', ids);
    const found = await findAll(store.target, scope);
    expect(found).toHaveLength(220);
    const { keys } = await store.target.erase(scope, found);
    expect(keys.size).toBe(220);
    expect(await store.target.stillPresent(scope, keysOf(found))).toEqual(new Set());
    expect(await store.ids('li')).toEqual([]);
  });
}

export async function findAll(target: Target, scope: Scope): Promise<Found[]> {
  const all: Found[] = [];
  for await (const page of target.find(scope)) all.push(...page);
  return all;
}

export const keysOf = (found: readonly Found[]): string[] => found.map((one) => one.key);
