import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anonymise, isAnonymous } from '../../lib/erasure/anonymising/anonymise.ts';
import { keyOf, memoryTarget } from '../../lib/erasure/targets/memory.ts';
import type { Anonymiser, PlanCluster, PlanDataset } from '../../lib/policy/plan.ts';
import { visits } from './sample-plan.ts';

const anonymisers: fc.Arbitrary<Anonymiser> = fc.oneof(
  fc.constantFrom<Anonymiser>(
    { how: 'remove' },
    { how: 'null' },
    { how: 'year' },
    { how: 'region' },
    { how: 'redact' },
  ),
  fc.oneof(fc.string(), fc.integer(), fc.boolean()).map((value): Anonymiser => ({ how: 'constant', value })),
);

/** Text as people write it: shapes of personal data between words and terminators, in any order. */
const pieces = fc.constantFrom(
  '138',
  '00138000',
  'li@',
  'example.com',
  '。',
  '！',
  '!',
  '?',
  ';',
  '\n',
  ' ',
  '号',
  '路',
  '18',
  ':',
  'ab',
  '姓名',
  '-',
  'https://',
  '[已删除]',
  '１３',
);
const prose = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(''));

const values = fc.oneof(
  prose,
  fc.string({ unit: 'binary' }),
  fc.string().map((text) => `广东省${text}`),
  fc.double(),
  fc.integer(),
  fc.bigInt(),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.stringMatching(/^\d{1,20}$/),
  fc.boolean(),
  fc.constant(null),
  fc.array(fc.string()),
  fc.dictionary(fc.string(), fc.string()),
);

describe('anonymising, whatever the value', () => {
  it('done twice is as done once, and what it leaves counts as anonymous', () => {
    fc.assert(
      fc.property(values, anonymisers, (value, anonymiser) => {
        const once = anonymise(value, anonymiser);
        expect(anonymise(once, anonymiser)).toEqual(once);
        expect(isAnonymous(once, anonymiser)).toBe(true);
      }),
      { numRuns: 3000 },
    );
  });

  it('leaves at most a year, a province, or sentences in which nothing was found', () => {
    fc.assert(
      fc.property(values, anonymisers, (value, anonymiser) => {
        const after = anonymise(value, anonymiser);
        if (after === undefined || after === null) return;
        if (anonymiser.how === 'constant') expect(after).toBe(anonymiser.value);
        else if (anonymiser.how === 'year') expect(String(after)).toMatch(/^(1[89]|2\d)\d\d$/);
        else if (anonymiser.how === 'region') expect(String(after).length).toBeLessThanOrEqual(3);
        else {
          expect(anonymiser.how).toBe('redact');
          expect(String(after)).not.toMatch(/\d{7}|@example|https:\/\/\S/);
        }
      }),
      { numRuns: 3000 },
    );
  });
});

describe('anonymising a record', () => {
  it('leaves nothing of the original and no other field changed', async () => {
    const secret = fc.uuid();
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), secret, secret, async (other, a, b) => {
        const cluster: PlanCluster = {
          rule: 'short',
          action: 'anonymise',
          categories: [],
          fields: {
            user_id: { how: 'remove' },
            'place.address': { how: 'region' },
            born: { how: 'year' },
            note: { how: 'redact' },
          },
        };
        const dataset: PlanDataset = { ...visits, clusters: [cluster] };
        const rest = { ...other, visit_id: 'v', place_id: 'p' };
        for (const name of ['user_id', 'place', 'born', 'note', 'created_at'])
          delete (rest as Record<string, unknown>)[name];
        const record = {
          ...rest,
          user_id: a,
          place: { address: `广东省${b}`, floor: 2 },
          born: b,
          note: `hello。${b}`,
        };
        const target = memoryTarget();
        target.put(dataset, record);
        const scope = { subject: a, dataset, cluster, locators: [] };
        const key = keyOf(dataset, record);
        for await (const found of target.find(scope)) await target.erase(scope, found);
        expect(await target.stillPresent(scope, [key])).toEqual(new Set());
        const [after] = target.records(dataset);
        const { place, born, note, ...untouched } = after as Record<string, unknown>;
        expect(untouched).toEqual(rest);
        expect(place).toEqual({ address: '广东', floor: 2 });
        expect(note).toBe('hello。[已删除]');
        expect(born === null || /^\d{4}$/.test(String(born))).toBe(true);
        for (const original of [a, b]) expect(JSON.stringify([place, born, note])).not.toContain(original);
      }),
    );
  });
});
