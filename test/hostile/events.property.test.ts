import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHandler as createOpenCase } from '../../functions/open-case/handler.ts';
import { createHandler as createTag } from '../../functions/tag/handler.ts';
import { createEpochKey } from '../../lib/evidence/epochs/index.ts';
import { createReferencer } from '../../lib/registry/index.ts';
import { datasetIn, triggersPlan } from '../erasure/triggers-plan.ts';
import { createWorkbench } from '../erasure/workbench.ts';
import { batchOf, busEvent, createWatch, message } from '../functions/messages.ts';
import { heard, hostileSubject, hostileText, hostileValue, spoilt, uncoded, withoutSubjects } from './hostile.ts';
import { runsOf } from './runs.ts';

const START = '2026-03-02T00:00:00Z';
const NEIGHBOUR = 'neighbour';
const CASE = 'kBIfvPBMgRDS2k4XuP8OCQ';
const referencer = createReferencer(Buffer.from('registry key'));
const epoch = createEpochKey('2026', Buffer.alloc(32, 1));

const said = { id: 'event-1', policy: 'shop', receivedAt: START };
const DETAILS: Readonly<Record<string, Record<string, unknown>>> = {
  ServiceShutDown: said,
  PreconditionsMet: { id: 'proof-1', case: CASE, preconditions: { identity: 'ticket 1' }, metAt: START },
  AccountReopened: { id: 'again-1', policy: 'shop', reopenedAt: START },
  BackupRefreshed: { id: 'r-1', dataset: 'accounts', copy: 'nightly', refreshedAt: START, evidence: 'job 1' },
  RecipientConfirmed: { id: 'c-1', case: CASE, recipient: 'courier', confirmedAt: START },
  PersonalDataStored: {
    dataset: 'reviews',
    key: { review_id: { S: 'r-1' } },
    times: { collected: START, 'last used': START },
  },
  ConsentGiven: {
    id: 'c-1',
    policy: 'shop',
    categories: ['phone'],
    version: '2026-01-01',
    evidence: 'T-1',
    givenAt: START,
  },
  ...Object.fromEntries(
    ['AccountClosed', 'GuardianRequest', 'MiniProgramRecordCancelled', 'PlatformAccountCancelled'].map((type) => [
      type,
      said,
    ]),
  ),
  ...Object.fromEntries(
    ['ConsentWithdrawn', 'ErasureRequested', 'UnlawfulProcessing', 'OtherLaw'].map((type) => [
      type,
      { ...said, categories: ['phone', 'name'], preconditions: { identity: 'T-1' }, channel: 'mail' },
    ]),
  ),
  PermissionRevoked: { ...said, permission: 'location' },
  PurposeFulfilled: { ...said, dataset: 'reviews', key: { review_id: { S: 'r-1' } } },
};

/** An event of any kind, about somebody nobody knows, with anything wrong with it. */
const event = fc
  .constantFrom(...Object.keys(DETAILS))
  .chain((type) =>
    fc.record({
      type: fc.oneof({ weight: 9, arbitrary: fc.constant(type) }, { weight: 1, arbitrary: hostileText }),
      subject: hostileSubject,
      detail: spoilt(DETAILS[type] ?? {}),
      envelope: fc.oneof(
        { weight: 5, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: spoilt({ id: 'e', time: START, source: 'a' }) },
      ),
    }),
  )
  .map(({ type, subject, detail, envelope }) => {
    const about = type === 'ServiceShutDown' || 'case' in detail || 'copy' in detail ? detail : { subject, ...detail };
    return busEvent(type, about, envelope);
  });
/** No event at all. */
const noise = fc.oneof(
  hostileText,
  hostileValue.map((value) => JSON.stringify(value)),
  fc.constantFrom('', '{', 'null', '[]'),
);
const body = fc.oneof({ weight: 12, arbitrary: event }, { weight: 1, arbitrary: noise });

/** One neighbour with a record in each table, and nobody else. */
async function createStreet() {
  const bench = createWorkbench({ plan: triggersPlan, start: START });
  for (const [id, key] of [
    ['accounts', 'user_id'],
    ['visits', 'visit_id'],
    ['reviews', 'review_id'],
  ] as const) {
    const record = { [key]: 'r-9', user_id: NEIGHBOUR, author: NEIGHBOUR, created_at: START, name: 'n', phone: '1' };
    await bench.store(datasetIn(triggersPlan, id), { ...record, ...(key === 'user_id' && { user_id: NEIGHBOUR }) });
  }
  const kept = () => ['accounts', 'visits', 'reviews'].map((id) => bench.target.records(datasetIn(triggersPlan, id)));
  return { bench, kept, before: kept() };
}

describe('an event that somebody made up', () => {
  it('opens a case, or is parked under a code; nobody else’s data go, and nothing of it is told [D-50]', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 4 }), async (bodies) => {
        const { bench, kept, before } = await createStreet();
        const watch = createWatch();
        const handle = createOpenCase({
          ...watch,
          ...{ plan: triggersPlan, registry: bench.registry, clock: bench.clock, bus: bench.shop.bus },
          references: async () => referencer,
          epoch: async () => epoch,
        });
        const answer = await handle(batchOf(...bodies.map((one, at) => message(one, `m${at}`))));
        expect(answer).toEqual({ batchItemFailures: [] });
        expect(uncoded(watch.faults)).toEqual([]);
        // A service may be shut down; a person ends it, after its gates. Everything else is of one subject.
        await bench.liveFor(3_600_000);
        expect(kept()).toEqual(before);
        expect(watch.letters.length).toBe(watch.kept.size);
        expect(
          heard([
            watch.letters,
            watch.faults,
            withoutSubjects(bench.announced),
            bench.receipts,
            [...watch.kept.keys()],
          ]),
        ).toBeNull();
      }),
      runsOf('events to open-case'),
    );
  });

  it('is tagged or parked under a code, and erases nothing that is not there', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(body, { minLength: 1, maxLength: 4 }), async (bodies) => {
        const { bench, kept, before } = await createStreet();
        const watch = createWatch();
        const { registry, clock } = bench;
        const handle = createTag({ ...watch, plan: triggersPlan, registry, clock, references: async () => referencer });
        const answer = await handle(batchOf(...bodies.map((one, at) => message(one, `m${at}`))));
        expect(answer).toEqual({ batchItemFailures: [] });
        expect(uncoded(watch.faults)).toEqual([]);
        await bench.liveFor(3_600_000);
        expect(kept()).toEqual(before);
        expect(heard([watch.letters, watch.faults, withoutSubjects(bench.announced), bench.receipts])).toBeNull();
      }),
      runsOf('events to tag'),
    );
  });
});
