import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHandler as createApprove } from '../../functions/approve/handler.ts';
import { createHandler as createCase } from '../../functions/case/handler.ts';
import { createHandler as createHold } from '../../functions/hold/handler.ts';
import { createHandler as createOperate } from '../../functions/operate/handler.ts';
import { auditOrders } from '../../functions/sweep/audit-orders.ts';
import { createHandler as createSweep } from '../../functions/sweep/handler.ts';
import { shutDownOrders } from '../../functions/sweep/shut-down-orders.ts';
import { createHandler as createTell } from '../../functions/tell/handler.ts';
import { answeringRefusals } from '../../functions/wiring/refusal.ts';
import { ExpungeError, type Remedy } from '../../lib/errors.ts';
import { createEpochKey } from '../../lib/evidence/epochs/index.ts';
import { createReferencer } from '../../lib/registry/index.ts';
import { createAuditingWorld } from '../auditing/auditing-world.ts';
import { logs } from '../erasure/sample-plan.ts';
import { createEpochBench } from '../evidence/epochs/bench.ts';
import { createRecipientsWorld, memoryNoticeKey } from '../recipients/recipients-world.ts';
import { createDeskWorld, START } from '../registry/desk/desk-world.ts';
import { CANARY, hostileSubject, hostileValue, spoilt } from './hostile.ts';
import { runsOf } from './runs.ts';

const CASE = 'kBIfvPBMgRDS2k4XuP8OCQ';
const PERSON = 'p3rson-xk4';
const by = 'officer';
const hold = { id: 'h-1', on: { policy: 'shop', subject: 'li' }, ground: 'a', authority: 'Court', by };
const at = '2026-03-01T00:00:00Z';
const referencer = createReferencer(Buffer.from('registry key'));
const epoch = createEpochKey('2026', Buffer.alloc(32, 1));

const ORDERS: readonly (readonly [keyof ReturnType<typeof desks>['ask'], Record<string, unknown>])[] = [
  [
    'case',
    {
      command: 'case open',
      trigger: 'ErasureRequested',
      detail: { id: 'l-1', policy: 'shop', subject: 'li', receivedAt: at },
    },
  ],
  ['case', { command: 'case show', case: CASE }],
  ['case', { command: 'case list', state: null, policy: null, after: '' }],
  ['case', { command: 'case meet', case: CASE, gate: 'identity', evidence: 'T-1', by }],
  ['case', { command: 'case refuse', case: CASE, code: 'a', reason: 'because', by }],
  ['case', { command: 'case answer', case: CASE, outcome: 'granted', by }],
  ['case', { command: 'case complain', case: CASE, id: 'c-1', receivedAt: at }],
  ['case', { command: 'case fee', case: CASE, amount: '1', why: 'because', by }],
  ['approve', { command: 'approve', policy: 'shop', dataset: 'logs', rule: 'old', records: 7, by }],
  ['approve', { command: 'brake list' }],
  ['hold', { command: 'hold place', ...hold, reviewAt: '2026-04-01T00:00:00Z' }],
  ['hold', { command: 'extension grant', ...hold, ground: 'law', until: '2026-12-31' }],
  ['hold', { command: 'hold release', id: 'h-1', by }],
  ['operate', { command: 'epoch destroy', id: '2026' }],
  ['operate', { command: 'receipts find', policy: 'shop', subject: 'li', after: null }],
  ['sweep', { command: 'audit begin', store: 'logs' }],
  ['sweep', { command: 'restore guard', dataset: 'logs', after: null }],
  ['sweep', { command: 'shut-down show', id: CASE }],
  [
    'sweep',
    { command: 'backup refreshed', id: 'r', dataset: 'logs', copy: 'nightly', refreshedAt: at, evidence: 'T-1', by },
  ],
  ['tell', { command: 'recipient letter', case: CASE, recipient: 'insurer' }],
  ['tell', { command: 'recipient confirm', case: CASE, recipient: 'insurer', by }],
];

function desks() {
  const world = createDeskWorld();
  const { plan, registry, clock, bus, meter } = world.office;
  const references = async () => referencer;
  const sleepy = { now: () => clock.now(), sleep: async (milliseconds: number) => world.bench.advance(milliseconds) };
  const { bench, office } = createAuditingWorld();
  const recipients = createRecipientsWorld();
  const toCase = createCase({ plan, registry, clock, bus, meter, references, epoch: async () => epoch });
  const toHold = createHold({ plan, registry, references, clock: sleepy, shards: 1 });
  const toTell = createTell({ office: recipients.office, key: memoryNoticeKey() });
  const toOperate = createOperate({
    epochs: createEpochBench().epochs,
    receipts: { keys: async () => [], read: async () => null },
    clock,
  });
  return {
    world,
    bench,
    ask: {
      approve: asked(createApprove({ plan, registry, clock: sleepy, shards: 1 })),
      case: asked(toCase, ['refuse', 'park']),
      hold: asked(toHold),
      operate: asked(toOperate),
      tell: (order: unknown) => toTell(order, { getRemainingTimeInMillis: () => 0 }),
      sweep: createSweep({
        ...{ tasks: [], registry, clock, meter, fault: () => {} },
        orders: { ...auditOrders(async () => office), ...shutDownOrders(registry) },
      }),
    },
  };
}

/** As the deployed function answers. */
function asked<T>(handler: (order: unknown) => Promise<T>, remedies?: readonly Remedy[]) {
  const answer = answeringRefusals(handler, remedies);
  return (order: unknown) => answer(order, undefined);
}

const order = fc.constantFrom(...ORDERS).chain(([desk, sound]) =>
  fc
    .record({
      subject: hostileSubject.map((id) => id.replaceAll(CANARY, PERSON)),
      spoilt: spoilt(sound),
      noise: hostileValue,
      isNoise: fc.nat({ max: 30 }),
    })
    .map(({ subject, spoilt: said, noise, isNoise }) => {
      const about = (one: unknown) =>
        typeof one === 'object' && one !== null && 'subject' in one ? { ...one, subject } : one;
      const named = {
        ...said,
        ...('on' in said && { on: about(said.on) }),
        ...('detail' in said && { detail: about(said.detail) }),
      };
      return [desk, isNoise === 0 ? { command: noise } : named] as const;
    }),
);

describe('an order that somebody made up', () => {
  it('is done, or refused under a code that does not name whom it is about; nobody’s data go', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(order, { minLength: 1, maxLength: 4 }), async (orders) => {
        const { world, bench, ask } = desks();
        const kept = { user_id: 'neighbour', at: '1', created_at: START, used_at: START };
        for (const each of [world.bench, bench]) await each.store(logs, kept);
        for (const [desk, one] of orders) {
          let refused: unknown = null;
          try {
            const answer = await ask[desk](JSON.parse(JSON.stringify(one)));
            if ('error' in answer) refused = answer.error;
          } catch (fault) {
            if (!(fault instanceof ExpungeError)) throw fault;
            refused = fault;
          }
          // The words of an order (a ground, a gate) may be told to who gave it, never the person it is about.
          expect(JSON.stringify(refused instanceof ExpungeError ? refused.message : refused)).not.toContain(PERSON);
        }
        for (const each of [world.bench, bench]) {
          await each.liveFor(3_600_000);
          expect(each.target.records(logs)).toEqual([kept]);
        }
      }),
      runsOf('orders to functions'),
    );
  });
});
