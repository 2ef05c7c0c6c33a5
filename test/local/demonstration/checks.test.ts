import { hash } from 'node:crypto';
import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Receipt } from '../../../lib/evidence/index.ts';
import type { Stage } from '../../../lib/evidence/statement.ts';
import type { Report } from '../../../lib/report/index.ts';
import { allChecks, type Findings } from '../../../local/demonstration/checks/index.ts';
import { inspect } from '../../../local/demonstration/inspect.ts';
import type { Ledger } from '../../../local/demonstration/ledger.ts';
import type { PublishedCertificate } from '../../../local/demonstration/published-certificates.ts';
import type { PublishedLog } from '../../../local/demonstration/published-log.ts';
import type { PublishedReport } from '../../../local/demonstration/published-report.ts';
import type { TriggerResult } from '../../../local/demonstration/triggers/perform.ts';
import { DAY, ledgerWith, T0 } from './sample.ts';

const DAY_OF_LOOK = 100;
const ID = 'ttp_0123456789abcd';
const OTHER = 'ttp_0123456789abce';
const GONE = { user: ID, line: '1', at: T0, text: '查询' };
const YOUNG = { user: OTHER, line: '1', at: T0 + 60 * DAY, text: '查询' };
const VISIT = { visit: 'v', user: ID, at: T0, name: '王小明', score: 7 };
const VISIT_AFTER = { visit: 'v', at: T0, name: 'x', score: 7 };

const LOG: PublishedLog = {
  origin: 'log/2026',
  folder: 'log',
  size: 4,
  root: 'ab'.repeat(32),
  problem: null,
  entries: [],
  files: [],
};

const COMPLETED = T0 + 95 * DAY;
/** The visit went with its case; its copies will be there for a while. */
const CASE = {
  ref: 'r1',
  policy: 'p',
  trigger: 'AccountClosed',
  receivedAt: T0,
  answeredAt: null,
  gates: [],
  id: 'c',
  state: 'completed',
  deadline: COMPLETED,
  refusal: [],
};
const PLAYED: TriggerResult = {
  policy: 'p',
  trigger: 'AccountClosed',
  scope: 'account',
  subjects: 1,
  outcome: 'completed',
  gates: [],
  hours: 1,
  inTime: true,
  erased: 3,
  keptByLaw: 0,
  untouched: 2,
  wrong: [],
};
const GONE_BY = T0 + 130 * DAY;

function certificate(stage: Stage, changes: Partial<PublishedCertificate> = {}): PublishedCertificate {
  const files = [new TextEncoder().encode('a certificate')];
  const about = { case: 'c', statedAt: COMPLETED, copiesGoneBy: GONE_BY, receipts: ['b'] };
  return { ...about, stage, problems: [], named: stage === 'beyond-use', files, ...changes };
}
const CERTIFICATES = [certificate('erased'), certificate('beyond-use')];

/** Of the report, what is compared. */
function reported(changes: object = {}): PublishedReport {
  const totals = { deleted: 1, anonymised: 1, receipts: 2, late: 0, ...changes };
  const certificates = { erased: 1, 'beyond-use': 1, final: 0 };
  const report = { from: '', to: '', totals, cases: { certificates, late: 0 }, proof: { unpublished: 0 } };
  return { report: report as unknown as Report, files: [new TextEncoder().encode('a report')] };
}

/** A run in which everything went well: one line deleted, one not due, one visit anonymised. */
function findings(changes: { after?: Record<string, object>; ledger?: Ledger } & Partial<Findings> = {}): Findings {
  const ledger = changes.ledger ?? ledgerWith(['lines', GONE], ['lines', YOUNG], ['visits', VISIT]);
  const after = { [`["lines","${OTHER}","1"]`]: YOUNG, '["visits","v",null]': VISIT_AFTER, ...changes.after };
  const seen = new Map(
    Object.entries(after)
      .filter(([, item]) => Object.keys(item).length > 0)
      .map(([id, item]) => [id, { kind: 'item', raw: marshall(item) } as const]),
  );
  return {
    population: {
      seed: '1',
      start: T0,
      subjects: [],
      items: [],
      uploads: [],
      identifying: { ids: new Set([ID, OTHER]), names: new Set(['王小明']), phones: new Set(), numbers: new Set() },
    },
    ledger,
    approvals: { rules: 2, records: 1, erasedBefore: 0, again: 0 },
    looks: [inspect(ledger, seen, T0 + DAY_OF_LOOK * DAY)],
    tagging: { tagged: 3, unseen: 0, missing: 0 },
    registry: {
      named: new Map([['r2', { policy: 'p', id: OTHER }]]),
      tags: [],
      cases: [CASE],
      shutDowns: [],
      urgent: [],
      text: `{"id":"${OTHER}"}`,
    },
    receipts: all(receipt('a', 'lines', 1), VISITED),
    logs: [LOG],
    certificates: CERTIFICATES,
    report: reported(),
    lines: [],
    letters: new Map(),
    parked: 0,
    repetition: { events: 1, storesSame: true, registrySame: true, receiptsAdded: 0 },
    triggers: [PLAYED],
    ...changes,
  };
}

function receipt(id: string, dataset: string, records: number, changes: Partial<Receipt> = {}): Receipt {
  const due = new Date(T0 + 90 * DAY).toISOString();
  const base = { id, dataset, records, rule: { id: 'old', clause: '1' }, subject: { epoch: '2026', ref: 's1' }, due };
  const more = {
    action: dataset === 'visits' ? 'anonymise' : 'delete',
    trigger: { kind: 'period' },
    copiesGoneBy: null,
  };
  return {
    ...base,
    ...more,
    outcome: 'erased',
    verifiedAt: new Date(T0 + 89.5 * DAY).toISOString(),
    ...changes,
  } as Receipt;
}

const VISITED = receipt('b', 'visits', 1, {
  trigger: { kind: 'AccountClosed', case: 'c' },
  copiesGoneBy: new Date(GONE_BY).toISOString(),
});

const broken = (found: Findings) => allChecks(found).flatMap(({ ok, name }) => (ok ? [] : [name]));
const all = (...receipts: Receipt[]) => ({ all: receipts, repeated: 0, missing: 0, texts: [] });

test('a run in which everything went well keeps every promise', () => {
  expect(broken(findings())).toEqual([]);
});

describe('each promise is found broken when it is', () => {
  test.each<[string, Parameters<typeof findings>[0], RegExp]>([
    ['a record still there', { after: { [`["lines","${ID}","1"]`]: GONE } }, /past its effective period/],
    ['a record gone too early', { after: { [`["lines","${OTHER}","1"]`]: {} } }, /erased early/],
    [
      'a record that was touched',
      { after: { [`["lines","${OTHER}","1"]`]: { ...YOUNG, text: '' } } },
      /no other record/,
    ],
    ['a record from nowhere', { after: { '["lines","x","1"]': YOUNG } }, /no other record/],
    [
      'a visit that keeps its name',
      { after: { '["visits","v",null]': { ...VISIT_AFTER, name: '王小明' } } },
      /past its/,
    ],
    [
      'a visit that keeps it elsewhere',
      { after: { '["visits","v",null]': { ...VISIT_AFTER, name: '小明' } } },
      /original/,
    ],
    [
      'something erased that nobody had approved',
      { approvals: { rules: 2, records: 1, erasedBefore: 1, again: 0 } },
      /somebody approves/,
    ],
    ['an approval of nothing', { approvals: { rules: 0, records: 0, erasedBefore: 0, again: 0 } }, /somebody approves/],
    ['a record without a tag', { tagging: { tagged: 2, unseen: 0, missing: 1 } }, /has a tag/],
    ['an erasure without a receipt', { receipts: all(receipt('a', 'lines', 1)) }, /exactly one receipt/],
    [
      'a receipt for too much',
      { receipts: all(receipt('a', 'lines', 2), receipt('b', 'visits', 1)) },
      /exactly one receipt/,
    ],
    [
      'a receipt without an erasure',
      { receipts: all(receipt('a', 'lines', 1), receipt('b', 'visits', 1), receipt('c', 'else', 1)) },
      /exactly one receipt/,
    ],
    [
      'a receipt written twice',
      { receipts: { ...all(receipt('a', 'lines', 1), receipt('b', 'visits', 1)), repeated: 1 } },
      /exactly one receipt/,
    ],
    ['no log', { logs: [] }, /published log/],
    ['a log that does not verify', { logs: [{ ...LOG, problem: 'tile/0/000 is missing.' }] }, /published log/],
    ['a log that holds more', { logs: [{ ...LOG, size: 5 }] }, /published log/],
    [
      'an entry without a receipt',
      { receipts: { ...all(receipt('a', 'lines', 1), receipt('b', 'visits', 1)), missing: 1 } },
      /published log/,
    ],
    [
      'a late receipt',
      {
        receipts: all(receipt('a', 'lines', 1, { verifiedAt: '2030-01-01T00:00:00.000Z' }), receipt('b', 'visits', 1)),
      },
      /stuck, lost or late/,
    ],
    ['a dead letter', { letters: new Map([['TagFailed', ['{}']]]) }, /stuck, lost or late/],
    ['parked input', { parked: 1 }, /stuck, lost or late/],
    ['a fault in the log', { lines: ['{"level":"ERROR","message":"fault"}'] }, /stuck, lost or late/],
    [
      'an open case',
      { registry: { ...findings().registry, cases: [{ ...CASE, state: 'open' }] } },
      /stuck, lost or late/,
    ],
    ['a certificate that is missing', { certificates: [certificate('erased')] }, /certificates of the stages/],
    ['one too many', { certificates: [...CERTIFICATES, certificate('final')] }, /certificates of the stages/],
    [
      'one without a receipt of its case',
      { certificates: [certificate('erased'), certificate('beyond-use', { receipts: [] })] },
      /all of its receipts/,
    ],
    [
      'one with a receipt of another case',
      { certificates: [certificate('erased'), certificate('beyond-use', { receipts: ['a', 'b'] })] },
      /all of its receipts/,
    ],
    [
      'one of a case that nobody knows',
      { registry: { ...findings().registry, cases: [] } },
      /certificates of the stages/,
    ],
    [
      'one that does not verify',
      {
        certificates: [
          certificate('erased', { problems: ['CERTIFICATE_INVALID receipts'] }),
          certificate('beyond-use'),
        ],
      },
      /every certificate verifies/,
    ],
    [
      'certificates that were held against nobody',
      { certificates: CERTIFICATES.map((one) => ({ ...one, named: false })) },
      /own identifier/,
    ],
    [
      'one although something is left',
      { registry: { ...findings().registry, cases: [{ ...CASE, state: 'restricted', refusal: ['restriction'] }] } },
      /while anything remains/,
    ],
    [
      'a case that does not say why it has none',
      { registry: { ...findings().registry, cases: [CASE, { ...CASE, id: 'd', state: 'restricted' }] } },
      /the case says what/,
    ],
    ['a trigger that took too much', { triggers: [{ ...PLAYED, wrong: ['lines phone was touched'] }] }, /nothing else/],
    ['a trigger without effect', { triggers: [{ ...PLAYED, erased: 0 }] }, /nothing else/],
    ['a trigger that nobody played', { triggers: [] }, /nothing else/],
    [
      'a trigger that is not done',
      { triggers: [{ ...PLAYED, outcome: 'open', inTime: false }] },
      /before its deadline/,
    ],
    ['a report that counts otherwise', { report: reported({ deleted: 2 }) }, /erasure report says/],
    ['a late erasure in the report', { report: reported({ late: 1 }) }, /erasure report says/],
    [
      'an id in the report',
      { report: { ...reported(), files: [new TextEncoder().encode(`<td>${ID}</td>`)] } },
      /nothing that is published/,
    ],
    [
      'a name in a certificate',
      {
        certificates: [
          certificate('erased', { files: [new TextEncoder().encode('致王小明')] }),
          certificate('beyond-use'),
        ],
      },
      /nothing that is published/,
    ],
    [
      'a digest of an id in a file of the log',
      { logs: [{ ...LOG, files: [new TextEncoder().encode(`x${hash('sha256', ID)}`)] }] },
      /nothing that is published/,
    ],
    ['a name in a log line', { lines: ['erased 王小明'] }, /no subject id, name/],
    ['an id in a dead letter', { letters: new Map([['TagFailed', [ID]]]) }, /no subject id, name/],
    [
      'a registry that does not forget',
      {
        registry: {
          ...findings().registry,
          named: new Map([
            ['r1', { policy: 'p', id: ID }],
            ['r2', { policy: 'p', id: OTHER }],
          ]),
        },
      },
      /registry names/,
    ],
    [
      'a registry that does not know',
      { registry: { ...findings().registry, named: new Map(), text: '' } },
      /registry names/,
    ],
    ['an id in a second item', { registry: { ...findings().registry, text: `${OTHER} ${OTHER}` } }, /registry names/],
    [
      'something changed by repeating',
      { repetition: { events: 1, storesSame: true, registrySame: false, receiptsAdded: 0 } },
      /running again/,
    ],
  ])('%s', (_, changes, promise) => {
    expect(broken(findings(changes))).toContainEqual(expect.stringMatching(promise));
  });
});

describe('a case whose copies are gone', () => {
  const gone = (days: number, ...stages: Stage[]) => {
    const copiesGoneBy = new Date(T0 + DAY_OF_LOOK * DAY + days * DAY).toISOString();
    const certificates = stages.map((stage) => certificate(stage, { named: true }));
    const receipts = all(receipt('a', 'lines', 1), { ...VISITED, copiesGoneBy });
    return broken(findings({ receipts, certificates })).filter((name) => name.includes('stages it has reached'));
  };

  test('must have its final certificate, but for one that is on its way', () => {
    expect(gone(-1, 'erased', 'beyond-use')).toHaveLength(1);
    expect(gone(-1, 'erased', 'beyond-use', 'final')).toEqual([]);
    expect(gone(-0.01, 'erased', 'beyond-use')).toEqual([]);
    expect(gone(-0.01, 'erased', 'beyond-use', 'final')).toEqual([]);
    expect(gone(1, 'erased', 'beyond-use', 'final')).toHaveLength(1);
  });

  test('has no stage between where there never were any', () => {
    const receipts = all(receipt('a', 'lines', 1), { ...VISITED, copiesGoneBy: null });
    const found = (...stages: Stage[]) =>
      broken(findings({ receipts, certificates: stages.map((stage) => certificate(stage, { named: true })) })).filter(
        (name) => name.includes('stages it has reached'),
      );
    expect(found('erased', 'final')).toEqual([]);
    expect(found('erased', 'beyond-use')).toHaveLength(1);
  });
});

describe('a closed account', () => {
  const closed = (after: Record<string, object>) => {
    const ledger = ledgerWith(['lines', GONE], ['lines', YOUNG], ['visits', VISIT]);
    ledger.close('p', OTHER, { at: T0 + 70 * DAY, deadline: T0 + 90 * DAY, covers: ['old', 'device'] });
    return broken(findings({ ledger, after }));
  };

  test('must be empty by its deadline', () => {
    expect(closed({})).toContainEqual(expect.stringMatching(/15 working days/));
    expect(closed({ [`["lines","${OTHER}","1"]`]: {} })).not.toContainEqual(expect.stringMatching(/15 working days/));
  });
});

describe('what a floor keeps', () => {
  const UNTIL = T0 + 300 * DAY;
  const kept = (tags: Findings['registry']['tags']) => {
    const ledger = ledgerWith(['lines', YOUNG]);
    ledger.close('p', OTHER, { at: T0 + 70 * DAY, deadline: T0 + 90 * DAY, covers: ['old', 'device'] });
    for (const [id, entry] of ledger.entries) {
      const byAge = entry.byAge.map((fate) => ({ ...fate, floorEnds: UNTIL, from: UNTIL, latest: UNTIL + DAY }));
      ledger.entries.set(id, { ...entry, byAge });
    }
    return broken(
      findings({ ledger, after: { '["visits","v",null]': {} }, registry: { ...findings().registry, tags } }),
    );
  };
  const tag = { ref: 'r2', dataset: 'lines', rule: 'old', state: 'restricted', until: UNTIL, at: undefined };

  test('must be restricted, until the right day', () => {
    expect(kept([tag])).not.toContainEqual(expect.stringMatching(/is restricted/));
    expect(kept([])).toContainEqual(expect.stringMatching(/is restricted/));
    expect(kept([{ ...tag, until: UNTIL + DAY }])).toContainEqual(expect.stringMatching(/is restricted/));
    expect(kept([{ ...tag, state: 'kept' }])).toContainEqual(expect.stringMatching(/is restricted/));
    expect(kept([tag, { ...tag, rule: 'device' }])).toContainEqual(expect.stringMatching(/is restricted/));
  });
});
