import { describe, expect, it } from 'vitest';
import { compile, formatProblem, isDerived, type PlanPolicy } from '../../lib/policy/index.ts';
import { inventory, policies, policy, seedText, withoutSpace } from './policy-texts.ts';

const { plan, problems } = compile({ policies, inventory });

/** The rules a policy writes itself, in order. */
const written = ({ rules }: PlanPolicy) =>
  Object.keys(rules)
    .filter((id) => !isDerived(id))
    .sort();

describe('the five policies with the inventory of the five apps', () => {
  it('compile without an error or a warning', () => {
    expect(problems.map((problem) => formatProblem(problem))).toEqual([]);
    expect(Object.keys(plan?.policies ?? {}).sort()).toEqual([
      'kuaishou-open-platform',
      'kuaishou-shop',
      'tiktok-miniprogram',
      'wechat-miniprogram',
      'weidandan',
    ]);
  });

  it('handle the closing of an account within 15 working days, all rules covered', () => {
    for (const one of Object.values(plan?.policies ?? {})) {
      expect(one.triggers.AccountClosed?.deadline, one.id).toBe('P15WD');
      expect(one.triggers.AccountClosed?.covers, one.id).toEqual(written(one));
    }
  });

  it('have a cluster for every rule: no promise without data', () => {
    for (const one of Object.values(plan?.policies ?? {})) {
      const clusters = Object.values(plan?.datasets ?? {})
        .filter((dataset) => dataset.policy === one.id)
        .flatMap((dataset) => dataset.clusters);
      expect(new Set(clusters.map((cluster) => cluster.rule)), one.id).toEqual(new Set(Object.keys(one.rules)));
      expect(clusters.filter(({ only }) => only === undefined).length, one.id).toBeLessThanOrEqual(20);
    }
  });

  it('keep orders for three years and network logs for six months, whatever happens', () => {
    const floors = Object.values(plan?.policies ?? {}).flatMap((one) =>
      written(one).flatMap((id) => {
        const floor = one.rules[id]?.floor ?? null;
        return floor === null ? [] : [[one.id, id, floor] as const];
      }),
    );
    const networkLogs = { period: 'P6M', start: 'collected', law: 'Cybersecurity Law on network logs' };
    expect(floors).toHaveLength(5);
    expect(floors).toEqual(
      expect.arrayContaining([
        ['kuaishou-shop', 'orders', { period: 'P3Y', start: 'transaction completed', law: 'E-commerce Law Art. 31' }],
        ['kuaishou-shop', 'service-logs', networkLogs],
        ['kuaishou-open-platform', 'network-logs', networkLogs],
        ['tiktok-miniprogram', 'service-logs', networkLogs],
        ['weidandan', 'service-logs', networkLogs],
      ]),
    );
  });
});

describe('the inventory of the five apps', () => {
  const datasets = Object.values(plan?.datasets ?? {});

  it('has every kind of target', () => {
    const kinds = datasets.map(({ store }) => (store.kind === 's3' ? 's3' : store.subject.by));
    expect(new Set(kinds)).toEqual(new Set(['partition', 'index', 'locator', 's3']));
  });

  it('has every way of anonymising', () => {
    const ways = datasets.flatMap((one) =>
      one.clusters.flatMap((cluster) => Object.values(cluster.fields).map((field) => field.how)),
    );
    expect(new Set(ways)).toEqual(new Set(['remove', 'null', 'constant', 'year', 'region', 'redact']));
  });

  it('keeps every table of one app under one name, and every table in one dataset', () => {
    const names = datasets.flatMap(({ store }) => (store.kind === 'dynamodb' ? [store.table] : []));
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^five-apps-/);
  });
});

describe("WeChat's 180 days and its table of interfaces", () => {
  const wechat = policy('wechat-miniprogram').data;
  const rows = Object.values(wechat.categories).filter((one) => /, row \d+$/.test(one.clause.at));

  it('are data of the policy file', () => {
    expect(wechat.rules['fixed-180-days']?.period).toBe('180 days');
    expect(plan?.policies['wechat-miniprogram']?.rules['fixed-180-days']).toMatchObject({
      period: 'P180D',
      start: 'collected',
      floor: null,
    });
    expect(rows.map((row) => row.clause.at)).toEqual(
      Array.from({ length: 21 }, (_, index) => `Information processed, row ${index + 1}`),
    );
    for (const row of rows) expect(row.interfaces?.length, row.term).toBeGreaterThan(0);
  });

  it('leave out of the data only what is write-only', () => {
    expect(rows.filter((row) => row.stored === false).map((row) => row.term)).toEqual(
      rows.filter((row) => row.term.includes('(write only)')).map((row) => row.term),
    );
  });

  const seed = seedText(wechat.source);
  if (seed === null) {
    it.skip(`not compared with the table: ${wechat.source} is not at hand (set EXPUNGE_SEEDS)`, () => {});
  } else {
    it('are the rows of the table in the text, interface by interface', () => {
      expect(
        rows.map((row) => ({ term: withoutSpace(row.term), interfaces: row.interfaces?.map(withoutSpace) })),
      ).toEqual(tableRows(seed));
    });
  }
});

/** The Markdown table of the text: `Collect your address | wx.chooseAddress |`, interfaces parted by either comma. */
function tableRows(text: string): { term: string; interfaces: string[] }[] {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.startsWith('---|'));
  const end = lines.findIndex((line, index) => index > start && !line.includes('|'));
  return lines.slice(start + 1, end).map((line) => {
    const [term = '', interfaces = ''] = line.split('|');
    return { term: withoutSpace(term), interfaces: withoutSpace(interfaces).split(/[、,]/u) };
  });
}
