import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { categoriesCovered, coveredClusters, isDerived, type Plan } from '../../lib/policy/index.ts';
import { planOf } from './sample.ts';

/** Of any inventory: what a withdrawal takes, and what it leaves alone. */

const CATEGORIES = ['c0', 'c1', 'c2', 'c3', 'c4'];

interface Sample {
  /** Of each rule, whether it deletes. */
  readonly deletes: readonly boolean[];
  /** Of each category, the number of its rule. */
  readonly ruleOf: readonly number[];
  readonly covered: readonly boolean[];
  readonly action: boolean;
  /** Of each dataset: the category of the record, and of its fields. */
  readonly datasets: readonly {
    readonly record: number;
    readonly fields: readonly number[];
    readonly located: boolean;
  }[];
  /** Anonymising keeps a part of each value, wherever a rule lets it. */
  readonly partly: boolean;
}

const category = fc.nat(CATEGORIES.length - 1);
const sample: fc.Arbitrary<Sample> = fc.record({
  deletes: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  ruleOf: fc.array(fc.nat(2), { minLength: CATEGORIES.length, maxLength: CATEGORIES.length }),
  covered: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
  action: fc.boolean(),
  partly: fc.boolean(),
  datasets: fc.array(
    fc.record({ record: category, fields: fc.array(category, { maxLength: 5 }), located: fc.boolean() }),
    { minLength: 1, maxLength: 3 },
  ),
});

const clause = 'clause: { at: "1", quote: words }';
const fieldsOf = ({ record, fields }: Sample['datasets'][number]) =>
  [record, ...fields].map((of, index) => ({ name: `f${index}`, category: `c${of}` }));

/** A rule that deletes removes fields; one that anonymises may keep a part. */
const howIn = (of: Sample, category: string) =>
  of.partly && !of.deletes[of.ruleOf[Number(category.slice(1))] as number] ? 'region' : 'remove';

/** Only the categories that are stored somewhere, and the rules that then decide about something. */
function written(of: Sample): { policy: string; inventory: string } {
  const used = CATEGORIES.filter((one) =>
    of.datasets.some((dataset) => fieldsOf(dataset).some((field) => field.category === one)),
  );
  const rules = [0, 1, 2].filter((rule) => used.some((one) => of.ruleOf[Number(one.slice(1))] === rule));
  const covers = rules.filter((rule) => of.covered[rule]);
  const withdrawal = (kind: string, list: readonly number[]) =>
    list.length === 0
      ? ''
      : `  ${kind}:\n    ${clause}\n    scopes: [account, category]\n    deadline: 15 days\n    deadlineFrom: receipt\n    covers: [${list
          .map((rule) => `r${rule}`)
          .join(', ')}]\n${of.action ? '    action: delete\n' : ''}`;
  return {
    policy: `policy: shop
version: "1"
controller: c
source: s.txt
published: not stated
effective: 2026-01-01
zone: Asia/Shanghai
categories:
${used.map((one) => `  ${one}: { term: T ${one}, ${clause}, sensitivity: ordinary }\n`).join('')}rules:
${rules
  .map((rule) => {
    const categories = used.filter((one) => of.ruleOf[Number(one.slice(1))] === rule);
    return `  r${rule}: { ${clause}, categories: [${categories.join(', ')}], period: none, action: ${of.deletes[rule] ? 'delete' : 'anonymise'} }\n`;
  })
  .join('')}triggers:
  AccountClosed: { ${clause}, deadline: 15 days, deadlineFrom: receipt, covers: all }
${withdrawal('ConsentWithdrawn', covers)}${withdrawal('ErasureRequested', rules)}`,
    inventory: `inventory: i
datasets:
${of.datasets
  .map(
    (dataset, index) => `  d${index}:
    policy: shop
    store: { dynamodb: { table: t${index}, partitionKey: id, subject: ${dataset.located ? '{ locator: user }' : '{ index: by-user, attribute: user }'} } }
    times: { collected: at }
    category: c${dataset.record}
    fields:
${fieldsOf(dataset)
  .map((field) => `      ${field.name}: { category: ${field.category}, anonymise: ${howIn(of, field.category)} }\n`)
  .join('')}    copies: none
`,
  )
  .join('')}`,
  };
}

/** The fields that clusters of a dataset take, by name. Whole records: all of them. */
function taken(of: Sample, found: ReturnType<typeof coveredClusters>): Set<string> {
  return new Set(
    found.flatMap(({ dataset, cluster }) => {
      const index = Number(dataset.id.slice(1));
      const all = fieldsOf(of.datasets[index] as Sample['datasets'][number]).map(({ name }) => name);
      const names = cluster.action === 'delete' ? all : Object.keys(cluster.fields).filter((name) => name !== 'user');
      return names.map((name) => `${dataset.id}.${name}`);
    }),
  );
}

const owners = (of: Sample) =>
  of.datasets.flatMap((dataset, index) =>
    fieldsOf(dataset).map(({ name, category }) => [`d${index}.${name}`, category] as const),
  );

function compiled(of: Sample): Plan {
  const { policy, inventory } = written(of);
  return planOf(policy, inventory);
}

describe('what is withdrawn', () => {
  it('takes every field of its categories that the trigger covers, and never one of another [R-06, R-09, D-48]', () => {
    fc.assert(
      fc.property(sample, fc.subarray(CATEGORIES), (of, named) => {
        const plan = compiled(of);
        for (const kind of ['ConsentWithdrawn', 'ErasureRequested'] as const) {
          const may = categoriesCovered(plan, 'shop', kind).filter((one) => named.includes(one));
          const expected = owners(of).filter(([, one]) => may.includes(one));
          const found = coveredClusters(plan, 'shop', kind, { categories: named });
          expect(taken(of, found)).toEqual(new Set(expected.map(([name]) => name)));
          for (const { cluster } of found) {
            const left = Object.values(cluster.fields).filter(({ how }) => how !== 'remove');
            expect(left.length === 0 || Object.hasOwn(cluster.fields, 'user'), 'a part of a person').toBe(true);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('takes everything personal where everything is withdrawn, or the account closed', () => {
    fc.assert(
      fc.property(sample, (of) => {
        const plan = compiled(of);
        const everything = new Set(owners(of).map(([name]) => name));
        expect(taken(of, coveredClusters(plan, 'shop', 'ErasureRequested', { categories: CATEGORIES }))).toEqual(
          everything,
        );
        expect(taken(of, coveredClusters(plan, 'shop', 'AccountClosed'))).toEqual(everything);
      }),
      { numRuns: 200 },
    );
  });

  it('deletes whole records where the trigger allows no less, and has a rule with the floor of its owner for each derived cluster', () => {
    fc.assert(
      fc.property(sample, (of) => {
        const plan = compiled(of);
        const whole = coveredClusters(plan, 'shop', 'ErasureRequested');
        if (of.action) {
          for (const { dataset, cluster } of whole) {
            const record = plan.policies.shop?.rules[cluster.rule.replace('!', '')]?.id;
            const own = of.datasets[Number(dataset.id.slice(1))]?.record as number;
            if (record === `r${of.ruleOf[own]}`) expect(cluster.action).toBe('delete');
          }
        }
        for (const { clusters } of Object.values(plan.datasets)) {
          const names = clusters.map(({ rule }) => rule);
          expect(names.slice(names.findIndex(isDerived) >>> 0).every(isDerived), 'the written ones come first').toBe(
            true,
          );
          for (const { rule, only } of clusters) {
            expect(only === 'on trigger').toBe(isDerived(rule));
            expect(plan.policies.shop?.rules[rule]?.id).toBe(rule);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
