import type { DayCounts } from '../../lib/evidence/log/counts.ts';
import type { Margin } from '../../lib/evidence/log/margins.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import type { Backlog } from '../../lib/report/backlog.ts';
import type { Material } from '../../lib/report/make-report.ts';
import { daysOf, type Period } from '../../lib/report/period.ts';

export const NOVEMBER: Period = { from: '2026-11-01', to: '2026-11-30' };
export const ORIGIN = 'expunge.example/aws-cn/2026';
const DIGEST = '6b1f2c1e4a7d90835cfe21b7aa0391e45d28c6f0b7713ad94e52f8660c1d9b3e';

const rule = (id: string, clause: string) => ({
  id,
  clause,
  start: 'collected' as const,
  period: 'P180D',
  window: 86_400,
  floor: null,
});

/** As much of a plan as a report looks at. */
export const plan = {
  format: 'expunge-plan/1',
  recipients: {},
  policies: {
    weidandan: {
      id: 'weidandan',
      version: '2026-09-01',
      digest: DIGEST,
      controller: 'Example Games Ltd.',
      zone: 'Asia/Shanghai',
      residency: null,
      categories: { 'service-logs': '服务日志', orders: '订单信息', phone: '手机号码', device: '设备信息' },
      rules: { 'service-logs': rule('service-logs', '§ 8.2'), orders: rule('orders', '§ 8.4') },
      triggers: {},
    },
  },
  datasets: Object.fromEntries(
    [
      ['weidandan-logs', 'service-logs', ['device', 'service-logs']],
      ['weidandan-orders', 'orders', ['orders', 'phone']],
    ].map(([id, name, categories]) => [
      id as string,
      {
        id,
        policy: 'weidandan',
        clusters: [{ rule: name, action: 'delete', categories, fields: {} }],
        recipients: [],
        copiesGoneAfterDays: 35,
      },
    ]),
  ),
} as unknown as Plan;

const ERASED: readonly (readonly [Margin, number])[] = [
  ['-1d', 0.04],
  ['-12h', 0.71],
  ['-6h', 0.17],
  ['-1h', 0.06],
  ['0', 0.02],
];

/** What was sealed of each day of a period: a wave, so that charts have something to show. */
export function sampleDays(period: Period, scale = 100): DayCounts[] {
  return daysOf(period).map((day, n) => {
    const records = Math.round(scale * (12 + 6 * Math.sin(n / 3) + (n % 7)));
    const logs = { policy: 'weidandan', dataset: 'weidandan-logs', rule: 'service-logs' };
    const orders = { policy: 'weidandan', dataset: 'weidandan-orders', rule: 'orders' };
    const late = n % 11 === 9 ? 3 : 0;
    return {
      day,
      counts: [
        ...ERASED.map(([margin, part]) => {
          const some = Math.round(records * part);
          const erased = { outcome: 'erased' as const, margin, receipts: Math.ceil(some / 4), records: some };
          return { of: 'erasure' as const, ...logs, action: 'delete' as const, ...erased };
        }),
        {
          of: 'erasure',
          ...orders,
          action: 'anonymise',
          outcome: 'erased',
          margin: '-12h',
          receipts: 50,
          records: Math.round(records / 5),
        },
        ...(late > 0
          ? [
              {
                of: 'erasure' as const,
                ...orders,
                action: 'anonymise' as const,
                outcome: 'erased' as const,
                margin: '+6h' as const,
                receipts: 1,
                records: late,
              },
            ]
          : []),
        { of: 'due', ...logs, records: Math.round(records * (0.95 + 0.1 * Math.cos(n))) },
        { of: 'due', ...orders, records: Math.round(records / 5) + late },
        {
          of: 'case',
          policy: 'weidandan',
          trigger: 'AccountClosed',
          stage: 'erased',
          margin: n % 9 === 4 ? '-1d' : '-7d',
          cases: 1 + (n % 4),
        },
        { of: 'case', policy: 'weidandan', trigger: 'AccountClosed', stage: 'final', margin: '-7d', cases: n % 3 },
        {
          of: 'policy',
          policy: 'weidandan',
          version: n < 10 ? '2026-03-01' : '2026-09-01',
          digest: n < 10 ? 'a'.repeat(64) : DIGEST,
          entries: 400,
        },
        { of: 'entry', origin: ORIGIN, first: 52_000 + n * 410, end: 52_000 + n * 410 + 430, entries: 400 },
      ],
    };
  });
}

export const backlog: Backlog = {
  timers: {
    groups: [
      {
        why: 'stuck',
        policy: 'weidandan',
        dataset: 'weidandan-orders',
        rule: 'orders',
        code: 'STORE_REFUSES',
        clusters: 2,
      },
      { why: 'held', policy: 'weidandan', dataset: 'weidandan-logs', rule: 'service-logs', code: null, clusters: 14 },
      {
        why: 'waiting',
        policy: 'weidandan',
        dataset: 'weidandan-logs',
        rule: 'service-logs',
        code: null,
        clusters: 31,
      },
    ],
    cutShards: 0,
  },
  brakes: {
    rules: [
      {
        why: 'budget',
        policy: 'weidandan',
        dataset: 'weidandan-logs',
        rule: 'service-logs',
        since: '2026-11-23T08:04:11.000Z',
        records: 1204,
      },
    ],
    idle: 3,
  },
  cases: {
    known: 31,
    read: 31,
    more: false,
    open: [
      { left: 'overdue', cases: 1 },
      { left: '1 day', cases: 0 },
      { left: '3 days', cases: 2 },
      { left: '7 days', cases: 6 },
      { left: '14 days', cases: 9 },
      { left: 'longer', cases: 4 },
    ],
    waiting: [{ policy: 'weidandan', gate: 'identity', cases: 2, oldestDays: 4 }],
    restricted: [
      {
        policy: 'weidandan',
        dataset: 'weidandan-orders',
        rule: 'orders',
        law: 'E-commerce Law Art. 31',
        month: '2029-02',
        cases: 6,
      },
      {
        policy: 'weidandan',
        dataset: 'weidandan-orders',
        rule: 'orders',
        law: 'E-commerce Law Art. 31',
        month: null,
        cases: 1,
      },
    ],
    recipients: [{ recipient: 'sms-provider', cases: 3, oldestDays: 12 }],
    refused: [
      { reason: 'restriction', cases: 7 },
      { reason: 'recipient', cases: 3 },
    ],
  },
  forecast: {
    days: 90,
    shards: 64,
    shardsRead: 64,
    clusters: 28_713,
    categories: [
      {
        policy: 'weidandan',
        category: 'service-logs',
        term: '服务日志',
        weeks: [2100, 1980, 2204, 1720, 1502, 1890, 2020, 2230, 1750, 1602, 1804, 1702, 1408],
      },
      {
        policy: 'weidandan',
        category: 'device',
        term: '设备信息',
        weeks: [2100, 1980, 2204, 1720, 1502, 1890, 2020, 2230, 1750, 1602, 1804, 1702, 1408],
      },
      {
        policy: 'weidandan',
        category: 'orders',
        term: '订单信息',
        weeks: [320, 300, 410, 280, 390, 300, 250, 260, 290, 310, 300, 280, 111],
      },
      {
        policy: 'weidandan',
        category: 'shared-with-partners',
        term: null,
        weeks: [0, 0, 10, 0, 0, 40, 0, 0, 20, 0, 0, 0, 4],
      },
    ],
  },
};

export const CHECKPOINT = `${ORIGIN}\n64401\n${Buffer.alloc(32, 7).toString('base64')}\n\n— ${ORIGIN} ${Buffer.alloc(76, 9).toString('base64')}\n`;

export const material = (rest: Partial<Material> = {}): Material => ({
  period: NOVEMBER,
  madeAt: Date.parse('2026-12-01T13:00:04Z'),
  days: sampleDays(rest.period ?? NOVEMBER),
  backlog,
  audits: [],
  plan,
  checkpoints: new Map([[ORIGIN, CHECKPOINT]]),
  ...rest,
});
