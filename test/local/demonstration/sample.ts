import type { Item } from '../../../examples/five-apps/population/index.ts';
import type { Plan } from '../../../lib/policy/plan.ts';
import { Ledger } from '../../../local/demonstration/ledger.ts';
import { NOTHING_MORE, plainTrigger } from '../../policy/plain.ts';

export const DAY = 86_400_000;
export const T0 = Date.parse('2026-03-02T00:00:00Z');

/** One policy; `lines` go after 90 days and lose their device after 30; `visits` are anonymised after 90 days. */
export const PLAN: Plan = {
  format: 'expunge-plan/1',
  recipients: {},
  policies: {
    p: {
      id: 'p',
      version: '1',
      digest: '',
      controller: 'c',
      zone: 'Asia/Shanghai',
      residency: null,
      categories: {},
      rules: {
        old: { id: 'old', clause: '1', start: 'collected', period: 'P90D', window: 86_400, floor: null },
        device: { id: 'device', clause: '2', start: 'collected', period: 'P30D', window: 86_400, floor: null },
      },
      grounds: {},
      ...NOTHING_MORE,
      triggers: { AccountClosed: plainTrigger({ deadline: 'P15WD', clause: '3', covers: ['old', 'device'] }) },
    },
  },
  datasets: {
    lines: {
      id: 'lines',
      policy: 'p',
      store: { kind: 'dynamodb', table: 'lines', partitionKey: 'user', sortKey: 'line', subject: { by: 'partition' } },
      times: { collected: { field: 'at', as: 'epoch-milliseconds' } },
      clusters: [
        { rule: 'old', action: 'delete', categories: [], fields: {} },
        { rule: 'device', action: 'anonymise', categories: [], fields: { device: { how: 'remove' } } },
      ],
      copiesGoneAfterDays: 0,
      recipients: [],
    },
    visits: {
      id: 'visits',
      policy: 'p',
      store: {
        kind: 'dynamodb',
        table: 'visits',
        partitionKey: 'visit',
        sortKey: null,
        subject: { by: 'index', index: 'by-user', attribute: 'user' },
      },
      times: { collected: { field: 'at', as: 'epoch-milliseconds' } },
      clusters: [
        {
          rule: 'old',
          action: 'anonymise',
          categories: [],
          fields: { user: { how: 'remove' }, name: { how: 'constant', value: 'x' }, device: { how: 'remove' } },
        },
        { rule: 'device', action: 'anonymise', categories: [], fields: { device: { how: 'remove' } } },
      ],
      copiesGoneAfterDays: 0,
      recipients: [],
    },
  },
};

export function ledgerWith(...records: readonly (readonly [dataset: string, item: Item])[]): Ledger {
  const ledger = new Ledger(PLAN);
  for (const [dataset, item] of records) ledger.addItem({ dataset, subject: String(item.user), writtenAt: T0, item });
  return ledger;
}
