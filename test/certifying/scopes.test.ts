import { describe, expect, it } from 'vitest';
import { certificateKeys } from '../../lib/certifying/certificate-keys.ts';
import { FORGET_AFTER } from '../../lib/erasure/times.ts';
import type { Case, Subject } from '../../lib/registry/index.ts';
import { triggersPlan as plan } from '../erasure/triggers-plan.ts';
import { audit, createCertifyingWorld, DAY, HOUR, MINUTE, type Opened } from './certifying-world.ts';

const CATEGORIES = ['place', 'nick', 'review'];
const withdrawal = { case: 'case-1', trigger: 'ConsentWithdrawn', at: 1, deadline: 2 } as const;
const withdrawn = Object.fromEntries(CATEGORIES.map((category) => [category, withdrawal]));

/** Consent to some categories was withdrawn: one alone in its records, two that are all of theirs. */
const WITHDRAWAL: Opened = {
  rest: {
    trigger: 'ConsentWithdrawn',
    scope: { kind: 'categories', categories: CATEGORIES },
    outstanding: ['accounts#~place', 'reviews#opinions'],
  },
  marks: { withdrawn },
};
const RECORD: Opened = {
  rest: {
    trigger: 'PurposeFulfilled',
    scope: { kind: 'record', dataset: 'reviews', record: 'r1' },
    outstanding: ['reviews#opinions'],
  },
  marks: {},
  fulfilled: {
    ...{ dataset: 'reviews', record: 'r1', key: '["1"]', case: 'case-1', trigger: 'PurposeFulfilled' },
    ...{ covers: ['opinions'], at: 1, deadline: 2 },
  },
};

async function completed(opened: Opened, copies: number | null = null) {
  const world = createCertifyingWorld({ plan });
  const id = await world.open(opened);
  const rule = { id: 'opinions', clause: '5.3' };
  const proved = [
    await world.erase(id, { rule, dataset: 'reviews', categories: ['nick', 'review'], copiesGoneBy: null }),
  ];
  await world.seal(proved);
  await world.complete(id, { receipts: 0, copies });
  const review = (rest = {}) => world.tag(id, { dataset: 'reviews', rule: 'opinions', ...rest });
  return { world, id, review };
}

async function mark(world: Awaited<ReturnType<typeof completed>>['world'], id: string, marks: Partial<Subject>) {
  const { subject } = await world.registry.checkSubject(world.refOf(id));
  if (!subject) throw new Error('nobody');
  const { withdrawn: _was, ...rest } = subject;
  await world.registry.markSubject({ ...rest, ...marks });
}

describe('the certificate of a withdrawal', () => {
  it('is issued although the rest of the account lives on, and says what it is about [R-06, D-45, D-48]', async () => {
    const { world, id } = await completed(WITHDRAWAL);
    await world.registry.putTags([world.tag(id, { dataset: 'accounts', rule: 'people' })]);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    const scope = { kind: 'categories', categories: ['nick', 'place', 'review'] };
    expect(world.statements()).toMatchObject([{ trigger: 'ConsentWithdrawn', scope }, { scope }]);
    const page = world.textOf(certificateKeys(id, 'erased').page) ?? '';
    expect(page).toContain('only these categories: nick, place, review');
    expect(page).toContain('仅限下列类别：nick、place、review');
    expect(page).toContain('个人撤回同意');
    await audit(world);
  });

  it('is refused while something of its categories is left or came back, and only as long as they are withdrawn', async () => {
    const { world, id, review } = await completed(WITHDRAWAL);
    await world.registry.putTags([review()]);
    await world.settle();
    expect(await world.reasons(id)).toEqual(['residue: reviews#opinions']);
    // What is stored after a new consent is there by right.
    await mark(world, id, { withdrawn: { place: withdrawal } });
    world.advance(HOUR);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
  });

  it('of all categories is about the account, and about nothing that is stored after a new consent', async () => {
    const all = ['name', 'phone', 'place', 'visit', 'browser', 'review', 'nick', 'order', 'memo', 'buyer', 'born'];
    const marks = { withdrawn: Object.fromEntries(all.map((category) => [category, withdrawal])) };
    const rest = { trigger: 'ErasureRequested', outstanding: ['reviews#opinions'] } as const;
    const { world, id, review } = await completed({ rest, marks });
    await world.registry.putTags([review()]);
    await world.settle();
    expect(await world.reasons(id)).toEqual(['residue: reviews#opinions']);
    await mark(world, id, {});
    world.advance(HOUR);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    expect(world.statements()[0]?.scope).toEqual({ kind: 'account' });
  });

  it('is none of the business of what a closure covers that came later', async () => {
    const { world, id, review } = await completed({
      ...WITHDRAWAL,
      rest: { ...WITHDRAWAL.rest, scope: { kind: 'categories', categories: ['nick'] } },
      marks: { withdrawn: { nick: withdrawal } },
    });
    const closure = { case: 'later', trigger: 'AccountClosed', at: 2, deadline: 3, covers: ['opinions'] } as const;
    await mark(world, id, { withdrawn: { nick: withdrawal }, closure });
    await world.registry.putTags([review()]);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
  });

  it('is refused while a floor keeps some of it: with its law, and the day it ends', async () => {
    const world = createCertifyingWorld({ plan });
    const rest = {
      trigger: 'ConsentWithdrawn',
      scope: { kind: 'categories', categories: ['order'] },
      outstanding: ['orders#trade'],
    } as const;
    const id = await world.open({ rest, marks: { withdrawn: { order: withdrawal } } });
    const until = world.now + 1000 * DAY;
    await world.registry.putTags([
      world.tag(id, { dataset: 'orders', rule: 'trade', state: 'restricted', until, case: id }),
    ]);
    await world.registry.countDown(id, 'orders#trade', 'restricted');
    const { deadline } = (await world.registry.case(id)) as Case;
    await world.registry.endCase({ id, deadline }, 'restricted', world.now);
    await world.settle();
    expect((await world.registry.case(id))?.refusal?.reasons).toEqual([
      { kind: 'restriction', what: 'orders#trade', until, law: 'E-commerce Law Art. 31' },
    ]);
  });
});

describe('the certificate of one record', () => {
  it('is issued although other records of the cluster stay, and names no record [P5]', async () => {
    const { world, id, review } = await completed(RECORD);
    const locator = { record: 'r2', key: '{"review_id":{"S":"secret-2"}}', seen: 'e' };
    await world.registry.putTags([review({ locator }), world.tag(id, { dataset: 'orders', rule: 'trade' })]);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    expect(world.statements()[0]?.scope).toEqual({ kind: 'record' });
    for (const path of world.issuedFiles()) expect(world.textOf(path)).not.toMatch(/r1|secret/);
    await audit(world);
  });

  it('is refused while the record is there', async () => {
    const { world, id, review } = await completed(RECORD);
    const locator = { record: 'r1', key: '{"review_id":{"S":"1"}}', seen: 'e' };
    await world.registry.putTags([review({ locator })]);
    await world.settle();
    expect(await world.reasons(id)).toEqual(['residue: reviews#opinions']);
  });
});

describe('beyond use', () => {
  it.each([
    ['a withdrawal that stands', WITHDRAWAL, ['erased', 'beyond-use']],
    ['one record, of which nobody would know that it came back', RECORD, ['erased']],
  ])('is stated of %s', async (_, opened, stages) => {
    const world = createCertifyingWorld({ plan });
    const id = await world.open(opened);
    await world.seal([await world.erase(id, { categories: ['review'], copiesGoneBy: iso(world.now + 35 * DAY) })]);
    await world.complete(id, { receipts: 0 });
    // Nothing else of the subject was left either.
    await world.registry.markForgetting(world.refOf(id), 1);
    await world.registry.forgetSubject(world.refOf(id), 1, opened === RECORD ? null : world.now + 100 * DAY);
    world.advance(FORGET_AFTER);
    await world.settle();
    expect(await world.stages(id)).toEqual(stages);
    const looks = world.docket();
    expect(
      looks.every(({ at }) => at >= world.now + 34 * DAY),
      'not looked at until the copies are gone',
    ).toBe(true);
    world.advance(35 * DAY);
    await world.settle();
    expect(await world.stages(id)).toEqual([...stages, 'final']);
    await audit(world);
  });

  it('is not stated of a withdrawal that a new consent has lifted', async () => {
    const world = createCertifyingWorld({ plan });
    const id = await world.open(WITHDRAWAL);
    await world.seal([await world.erase(id, { categories: ['review'], copiesGoneBy: iso(world.now + 35 * DAY) })]);
    await world.complete(id, { receipts: 0 });
    await mark(world, id, {});
    world.advance(FORGET_AFTER);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased']);
    world.advance(35 * DAY);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
  });
});

describe('no certificate', () => {
  it.each<[string, Partial<Case>, string]>([
    [
      'waits for its gates',
      { state: 'waiting', gates: [{ id: 'identity' }, { id: 'contracts', metAt: 1 }] },
      'waiting: identity',
    ],
    [
      'was refused',
      {
        state: 'refused',
        refusedAt: 1,
        decisions: [{ kind: 'refused', code: 'a', clause: '6.7', reason: 'r', by: 'dpo', at: 1 }],
      },
      'refused: a',
    ],
  ])('is there of a case that %s: it says why [R-12, R-15, D-50]', async (_, rest, reason) => {
    const world = createCertifyingWorld({ plan });
    const id = await world.open();
    const { case: read } = world.registry;
    world.registry.case = async (one) => {
      const found = await read(one);
      return found && { ...found, outstanding: [], ...rest };
    };
    await world.registry.putOnDocket({ case: id, at: world.now });
    world.advance(MINUTE);
    await world.settle();
    expect(world.issuedFiles()).toEqual([]);
    expect(world.queue).toEqual([]);
    const standing = await world.certifier().standing(id);
    expect(standing.refusal?.reasons.map(({ kind, what }) => `${kind}: ${what}`)).toEqual([reason]);
    expect(world.docket().every(({ at }) => at >= world.now + 6 * DAY)).toBe(true);
  });
});

const iso = (milliseconds: number): string => new Date(milliseconds).toISOString();
