import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { inBatches } from '../../lib/concurrency.ts';
import type { Case, Closure, Registry, UrgentTimer } from '../../lib/registry/index.ts';
import { MOST_NOTED } from '../../lib/registry/model.ts';
import { openUnder } from '../registry/open-under.ts';
import { sampleCase } from '../registry/sample-case.ts';
import { docketContract } from './registry-docket.contract.ts';

const A = 'logs#short';
const B = 'orders#trade';
const DEADLINE = 2000;

/** What the product needs of the cases in a registry. */
export function caseContract(current: () => Registry): void {
  let registry: Registry;
  let ref: string;
  beforeEach(() => {
    registry = current();
    ref = randomBytes(16).toString('base64url');
  });

  const caseOf = (id: string, rest: Partial<Case> = {}): Case => {
    return sampleCase({ id, ref, deadline: DEADLINE, outstanding: [A, B], ...rest });
  };
  const end = (id: string, state: 'restricted' | 'completed', at: number) =>
    registry.endCase({ id, deadline: DEADLINE }, state, at);
  const closureBy = (id: string): Closure => ({
    case: id,
    trigger: 'AccountClosed',
    at: 1,
    deadline: DEADLINE,
    covers: ['short', 'trade'],
  });
  const subject = (id: string) => ({ ref, policy: 'shop', id: 'li', closure: closureBy(id) });
  const timersOf = (id: string): UrgentTimer[] =>
    ['logs', 'orders'].map((dataset) => {
      return { action: 'delete', startAt: 1000, ref, dataset, rule: 'short', nonce: id, case: id };
    });
  const open = (id: string, rest?: Partial<Case>) => openUnder(registry, caseOf(id, rest), subject(id), timersOf(id));
  const urgent = () =>
    registry.urgentTimers({ action: 'delete', shard: 0 }, { after: '', until: { startedAt: 9e12 }, limit: 100 });

  describe('a case', () => {
    it('is opened with its subject closed and its timers set', async () => {
      expect(await registry.case('c1')).toBeNull();
      expect(await open('c1')).toBe(true);
      expect(await registry.case('c1')).toEqual(caseOf('c1'));
      expect((await registry.checkSubject(ref)).subject).toEqual({ ...subject('c1'), turn: 1 });
      expect(await urgent()).toEqual(timersOf('c1'));
    });

    it('is opened once', async () => {
      const both = await Promise.all([open('c1'), open('c1')]);
      expect(both.sort()).toEqual([false, true]);
      await registry.removeUrgentTimers(timersOf('c1'));
      await registry.countDown('c1', A, 'erased');
      expect(await open('c1')).toBe(false);
      expect(await urgent()).toEqual([]);
      expect((await registry.case('c1'))?.outstanding).toEqual([B]);
    });

    it('of a subject that was closed before is a case of its own', async () => {
      await open('c1');
      expect(await open('c2')).toBe(true);
      expect(await urgent()).toHaveLength(4);
    });

    it('leaves a tombstone when its subject is forgotten, which a later sighting or closure gives its id back', async () => {
      const tombstone = { ref, policy: 'shop', closure: closureBy('c1'), turn: 1 };
      await open('c1');
      await registry.markForgetting(ref, 5);
      expect(await registry.forgetSubject(ref, 5, 1e12)).toBe(true);
      expect((await registry.checkSubject(ref)).subject).toEqual(tombstone);
      expect((await registry.subjects([ref])).get(ref)).toEqual(tombstone);
      await registry.rememberSubject({ ref, policy: 'shop', id: 'li' });
      expect((await registry.checkSubject(ref)).subject).toEqual({ ...subject('c1'), turn: 1 });
      await registry.markForgetting(ref, 6);
      await registry.forgetSubject(ref, 6, 1e12);
      await open('c2');
      expect((await registry.checkSubject(ref)).subject).toEqual({ ...subject('c2'), turn: 2 });
    });

    it('counts down, repeatably', async () => {
      await open('c1');
      expect((await registry.countDown('c1', A, 'restricted')).restricted).toEqual([A]);
      expect((await registry.countDown('c1', A, 'restricted')).restricted).toEqual([A]);
      await registry.countDown('c1', B, 'erased');
      const last = await registry.countDown('c1', A, 'erased');
      expect(last).toEqual(caseOf('c1', { outstanding: [] }));
      expect(await registry.countDown('c1', A, 'erased')).toEqual(last);
      expect(await registry.case('c1')).toEqual(last);
    });

    it('shows its last cluster to one of two that count down at once', async () => {
      await open('c1');
      const both = [A, B].map((cluster) => registry.countDown('c1', cluster, 'erased'));
      const left = (await Promise.all(both)).map((one) => one.outstanding.length);
      expect(left.sort()).toEqual([0, 1]);
    });

    it('ends as its clusters did, at the first time it did', async () => {
      await open('c1');
      await registry.countDown('c1', A, 'erased');
      await registry.countDown('c1', B, 'restricted');
      await end('c1', 'restricted', 10);
      await end('c1', 'restricted', 11);
      expect(await registry.case('c1')).toMatchObject({ state: 'restricted', restrictedAt: 10 });
      await registry.countDown('c1', B, 'erased');
      await end('c1', 'completed', 20);
      await end('c1', 'completed', 21);
      const ended = caseOf('c1', { state: 'completed', outstanding: [], restrictedAt: 10, completedAt: 20 });
      expect(await registry.case('c1')).toEqual(ended);
    });

    it('is not ended by a worker that knows less than the case does by now', async () => {
      await open('c1');
      await end('c1', 'completed', 10);
      await end('c1', 'restricted', 10);
      expect(await registry.case('c1')).toEqual(caseOf('c1'));
      await registry.countDown('c1', A, 'erased');
      await registry.countDown('c1', B, 'restricted');
      await end('c1', 'completed', 10);
      expect(await registry.case('c1')).toMatchObject({ state: 'open' });
      await registry.countDown('c1', B, 'erased');
      await end('c1', 'completed', 20);
      await end('c1', 'restricted', 21);
      expect(await registry.case('c1')).toEqual(caseOf('c1', { state: 'completed', outstanding: [], completedAt: 20 }));
    });

    it('that does not exist is neither counted down nor ended', async () => {
      await expect(registry.countDown('none', A, 'erased')).rejects.toThrow();
      await expect(end('none', 'completed', 1)).rejects.toThrow();
      await expect(registry.noteReceipt('none', 'r1')).rejects.toThrow();
      expect(await registry.confirmRecipient('none', 'courier', 1, 1)).toBeNull();
      expect(await registry.case('none')).toBeNull();
    });

    it('is read together with any number of others, those that do not exist left out', async () => {
      const ids = Array.from({ length: 120 }, (_, n) => `many-${n}`);
      for (const id of ids) await open(id);
      const found = await registry.cases([...ids, 'none', 'many-7']);
      expect(found.map(({ id }) => id).sort()).toEqual([...ids].sort());
      expect(found.find(({ id }) => id === 'many-7')).toEqual(caseOf('many-7'));
      expect(await registry.cases([])).toEqual([]);
    });

    it('comes back with all it was opened with', async () => {
      const recipients = [{ id: 'bank' }, { id: 'courier' }];
      const opened = caseOf('c1', {
        recipients,
        provisional: true,
        calendar: 'CN-1',
        restricted: [A],
        outstanding: [B],
      });
      await registry.openCase(opened, subject('c1'), []);
      expect(await registry.case('c1')).toEqual(opened);
    });

    it('keeps the receipts that are noted with it, each once', async () => {
      await open('c1');
      for (const receipt of ['r2', 'r1', 'r2']) await registry.noteReceipt('c1', receipt);
      await Promise.all(['r3', 'r4'].map((receipt) => registry.noteReceipt('c1', receipt)));
      const receipts = ['r1', 'r2', 'r3', 'r4'];
      expect(await registry.case('c1')).toEqual(caseOf('c1', { receipts }));
      expect((await registry.countDown('c1', A, 'erased')).receipts).toEqual(receipts);
    });

    it('notes receipts up to a number, and refuses none beyond', async () => {
      await open('c1');
      const ids = Array.from({ length: MOST_NOTED + 2 }, (_, n) => `r${n}`);
      for (const batch of inBatches(ids, 50)) {
        await Promise.all(batch.map((receipt) => registry.noteReceipt('c1', receipt)));
      }
      expect((await registry.case('c1'))?.receipts).toHaveLength(MOST_NOTED);
    });

    it('may have as many timers as one transaction holds', async () => {
      const timers = Array.from({ length: 97 }, (_, n): UrgentTimer => {
        return { action: 'delete', startAt: 1000, ref, dataset: `d${n}`, rule: 'short', nonce: 'n', case: 'c1' };
      });
      expect(await registry.openCase(caseOf('c1'), subject('c1'), timers)).toBe(true);
      expect(await urgent()).toHaveLength(97);
    });
  });
  docketContract(() => registry, open);
}
