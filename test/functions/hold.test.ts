import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHandler, type HoldAnswer, type ToldHold } from '../../functions/hold/handler.ts';
import { answeringRefusals } from '../../functions/wiring/refusal.ts';
import { createReferencer } from '../../lib/registry/index.ts';
import { createWorkbench, DAY, POLICY } from '../erasure/workbench.ts';

const START = '2026-01-01T00:00:00.000Z';

function createDesk() {
  const bench = createWorkbench({ start: START });
  const referencer = createReferencer(Buffer.from('registry key'));
  const handle = createHandler({
    plan: bench.plan,
    registry: bench.registry,
    references: async () => referencer,
    clock: { now: () => bench.clock.now(), sleep: async (milliseconds) => bench.advance(milliseconds) },
    shards: 1,
  });
  return {
    bench,
    ask: answeringRefusals((event: unknown) => handle(event)),
    hold: async (event: unknown) => ((await handle(event)) as { hold: ToldHold }).hold,
    holds: async () => ((await handle({ command: 'hold list' })) as { holds: readonly ToldHold[] }).holds,
  };
}

const place = (rest: object = {}) => ({
  command: 'hold place',
  id: 'h-1',
  on: { policy: POLICY, subject: 'canary-li' },
  ground: 'a',
  authority: 'Court, case 1',
  by: 'data protection officer',
  reviewAt: '2026-04-01T00:00:00Z',
  ...rest,
});

const TOLD: ToldHold = {
  id: 'h-1',
  kind: 'hold',
  policy: POLICY,
  on: { policy: POLICY, subject: true },
  ground: 'a',
  authority: 'Court, case 1',
  placedAt: START,
  placedBy: 'data protection officer',
  reviewAt: '2026-04-01T00:00:00.000Z',
  until: null,
  inForce: true,
  reviewDue: false,
  released: null,
};

const grant = (rest: object = {}) => {
  const { reviewAt: _reviewAt, ...order } = place();
  return { ...order, command: 'extension grant', ground: 'law', until: '2026-12-31', ...rest };
};

describe('hold', () => {
  it('places, lists and releases', async () => {
    const desk = createDesk();
    expect(await desk.holds()).toEqual([]);
    expect(await desk.hold(place())).toEqual(TOLD);
    expect(await desk.holds()).toEqual([TOLD]);
    desk.bench.advance(DAY);
    const released = { ...TOLD, inForce: false, released: { at: '2026-01-02T00:00:00.000Z', by: 'officer' } };
    expect(await desk.hold({ command: 'hold release', id: 'h-1', by: 'officer' })).toEqual(released);
    expect(await desk.holds()).toEqual([released]);
  });

  it.each([
    [
      { policy: POLICY, subject: 'canary-li' },
      { policy: POLICY, subject: true },
    ],
    [{ policy: POLICY }, { policy: POLICY, subject: false }],
    [{ dataset: 'logs' }, { dataset: 'logs' }],
  ])('says what it is on: %j', async (on, said) => {
    const desk = createDesk();
    expect((await desk.hold(place({ on }))).on).toEqual(said);
    expect((await desk.holds()).map((one) => one.on)).toEqual([said]);
  });

  it('says when a review is due, until the hold is released', async () => {
    const desk = createDesk();
    await desk.hold(place());
    const due = async () => (await desk.holds()).map(({ reviewDue }) => reviewDue);
    desk.bench.goTo(Date.parse(TOLD.reviewAt) - 1);
    expect(await due()).toEqual([false]);
    desk.bench.advance(1);
    expect(await due()).toEqual([true]);
    await desk.hold({ command: 'hold release', id: 'h-1', by: 'officer' });
    expect(await due()).toEqual([false]);
  });

  it('grants an extension, to the end of its last day in the policy’s zone, and lists it with the holds [C-38, R-14]', async () => {
    const desk = createDesk();
    const told = {
      ...TOLD,
      kind: 'extension',
      ground: 'law',
      reviewAt: '2026-12-31T16:00:00.000Z',
      until: '2026-12-31T16:00:00.000Z',
    };
    expect(await desk.hold(grant())).toEqual(told);
    expect(await desk.hold(grant()), 'told again').toEqual(told);
    await desk.hold(place({ id: 'h-2' }));
    expect((await desk.holds()).map(({ id, kind }) => [id, kind])).toEqual([
      ['h-1', 'extension'],
      ['h-2', 'hold'],
    ]);
    desk.bench.goTo('2026-12-31T16:00:00.000Z');
    expect((await desk.holds())[0]).toEqual({ ...told, inForce: false });
  });

  it('says when an extension is to be reviewed before its end', async () => {
    const desk = createDesk();
    await desk.hold(grant({ reviewAt: '2026-06-01T00:00:00Z' }));
    desk.bench.goTo('2026-06-01T00:00:00Z');
    expect(await desk.holds()).toMatchObject([{ inForce: true, reviewDue: true }]);
  });

  it('answers with its code what it refuses', async () => {
    const { ask } = createDesk();
    expect(await ask(place({ ground: 'z' }), undefined)).toMatchObject({ error: { code: 'HOLD_INVALID' } });
    const release = { command: 'hold release', id: 'h-9', by: 'officer' };
    expect(await ask(release, undefined)).toMatchObject({ error: { code: 'HOLD_INVALID' } });
    for (const rest of [{ ground: 'a' }, { until: '2025-12-31' }, { reviewAt: '2027-01-01T00:00:00Z' }]) {
      expect(await ask(grant(rest), undefined)).toMatchObject({ error: { code: 'HOLD_INVALID' } });
    }
  });

  it('tells neither who is held nor how the registry refers to them, in whatever it answers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('a', 'z'), fc.constantFrom('court', ''), async (ground, authority) => {
        const { ask, bench } = createDesk();
        const answers: (HoldAnswer | object)[] = [];
        for (const order of [
          place({ ground, authority }),
          place({ on: { policy: POLICY, subject: 'canary-wang' } }),
          { command: 'hold list' },
          { command: 'hold release', id: 'h-1', by: 'officer' },
        ])
          answers.push(await ask(order, undefined));
        const text = JSON.stringify(answers);
        expect(text).not.toContain('canary');
        for (const { scope } of await bench.registry.holds()) {
          expect(text).not.toContain('ref' in scope ? scope.ref : 'nothing');
        }
      }),
      { numRuns: 8 },
    );
  });

  it.each([
    ['nothing', null],
    ['an unknown command', { command: 'hold extend', id: 'h-1' }],
    ['an id that could be a key', place({ id: 'D#hold' })],
    ['an id that is too long', place({ id: 'h'.repeat(65) })],
    ['no id', place({ id: '' })],
    ['a subject and a dataset', place({ on: { policy: POLICY, subject: 'canary', dataset: 'logs' } })],
    ['an empty subject, which would be everybody', place({ on: { policy: POLICY, subject: '' } })],
    ['a subject of null, which would be everybody', place({ on: { policy: POLICY, subject: null } })],
    ['nothing that it is on', place({ on: {} })],
    ['no authority', place({ authority: '' })],
    ['an authority that would change the screen', place({ authority: 'Court\u001b[2J' })],
    ['an authority that is a text', place({ authority: 'x'.repeat(257) })],
    ['a day for its review', place({ reviewAt: '2026-04-01' })],
    ['a day that does not exist', place({ reviewAt: '2026-02-30T00:00:00Z' })],
    ['another field', place({ canary: 'canary' })],
    ['a hold with an end', place({ until: '2026-12-31' })],
    ['an extension without an end', grant({ until: undefined })],
    ['an extension until a day that does not exist', grant({ until: '2026-02-30' })],
    ['an extension until an instant', grant({ until: '2026-12-31T00:00:00Z' })],
    ['an extension with no authority', grant({ authority: '' })],
  ])('does not understand %s, and writes nothing', async (_, order) => {
    const { ask, bench } = createDesk();
    const answer = await ask(order, undefined);
    expect(answer).toMatchObject({ error: { code: 'USAGE' } });
    expect(JSON.stringify(answer)).not.toContain('canary');
    expect(bench.registry.contents()).toEqual([]);
  });

  it('says which field it does not understand', async () => {
    const { ask } = createDesk();
    const answer = await ask(place({ id: 'two words', authority: '' }), undefined);
    expect(answer).toMatchObject({ error: { message: expect.stringContaining('look at id, authority') } });
  });
});
