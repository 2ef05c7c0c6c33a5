import { afterAll, describe, expect, it } from 'vitest';
import { isErrorCode } from '../../lib/errors.ts';
import { compile } from '../../lib/policy/index.ts';
import { files, INVENTORY, POLICY } from '../policy/sample.ts';
import { tellFigures } from '../support/figures.ts';

/*
 * YAML that is made to be slow, to be large once it is read, to put something into every object there is, or to mean
 * something else than people read in it. The time that a test may take is the bound.
 */
const lines = (count: number, line: (at: number) => string) =>
  Array.from({ length: count }, (_, at) => line(at)).join('\n');
const LETTERS = 'abcdefghijk';

const FILES: Readonly<Record<string, string>> = {
  'aliases of aliases of aliases': lines(LETTERS.length, (at) => {
    const items = Array(9).fill(at === 0 ? 'x' : `*${LETTERS[at - 1]}`);
    return `${LETTERS[at]}: &${LETTERS[at]} [${items.join(',')}]`;
  }),
  'an alias of itself': 'a: &a [*a]\npolicy: *a',
  'lists in lists': '['.repeat(5000),
  'maps in maps': `${'{a: '.repeat(1500)}1${'}'.repeat(1500)}`,
  'lists in lists, by lines': '- '.repeat(5000),
  'keys that are keys': '? '.repeat(800),
  'as many keys as fit': lines(20_000, (at) => `k${at}: 1`),
  'as many anchors': lines(1900, (at) => `k${at}: &a${at} 1`),
  'as many comments': '# c\n'.repeat(30_000),
  'a text without end': `policy: ${'x'.repeat(2_000_000)}`,
  'a key without end': `${'x'.repeat(900_000)}: 1`,
  'a period without end': POLICY.replace('period: 180 days', `period: "${'1 '.repeat(20_000)}"`),
  'a prototype': 'datasets: {__proto__: {policy: shop}}\npolicy: shop',
  'a prototype, by another name': 'constructor: {prototype: {policy: shop}}\ntoString: 1\nhasOwnProperty: 2',
  'a dataset called like a method':
    'inventory: shop\ndatasets: {toString: {policy: shop}, constructor: {}, valueOf: 1}',
  'a merge': `<<: {policy: shop}\n${POLICY}`,
  'a tag of a program': 'policy: !!js/function "() => 1"',
  'a tag of bytes': 'policy: !!binary AAAA',
  'a key of a list': '? [a, b]\n: c',
  'a key of nothing, twice': '~: 1\n: 2',
  'a key twice': `${POLICY}policy: another\n`,
  'a key twice, once as a number': '1: a\n"1": b',
  'two documents': '---\npolicy: shop\n---\npolicy: shop',
  'half a character': 'policy: "\\ud800"',
  'nothing but a tab': '\t',
  'a null character': 'policy: "\\0"',
  'the wrong version': '%YAML 9.9\n---\na: 1',
  'no number': 'policy: .nan\nversion: .inf',
};

describe('YAML that nobody would write', () => {
  let inputs = 0;
  afterAll(() => tellFigures('hostile-yaml-made-to-harm', { kind: 'YAML made to harm', inputs }));

  it.each(Object.entries(FILES))('is refused with a place: %s', (_, text) => {
    for (const [policy, inventory] of [
      [text, INVENTORY],
      [POLICY, text],
    ] as const) {
      inputs++;
      const { plan, problems } = compile(files(policy, inventory));
      expect(plan).toBeNull();
      expect(problems.length).toBeGreaterThan(0);
      expect(problems.filter(({ code, line }) => !isErrorCode(code) || !(line >= 1))).toEqual([]);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
  });

  it('is read all the same behind a byte order mark, and with the line ends of another system', () => {
    const { plan } = compile(files());
    const policy = `\ufeff${POLICY.replaceAll('\n', '\r\n')}`;
    const other = compile(files(policy, INVENTORY.replaceAll('\n', '\r\n')));
    expect(other.problems).toEqual([]);
    expect(other.plan?.datasets).toEqual(plan?.datasets);
  });
});
