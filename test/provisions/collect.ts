import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/*
 * Where each provision of the five policy texts, and each requirement drawn from them, is carried out: as the policy files
 * say, and as the titles of the tests say. `npm run provisions` writes docs/provisions.md from it.
 */

/** How many provisions each text has, and how many requirements were drawn from all of them. */
export const PROVISIONS = { A: 30, B: 21, C: 45, D: 64, E: 35, R: 30 } as const;

export type Letter = keyof typeof PROVISIONS;

export const ALL_IDS: readonly string[] = (Object.keys(PROVISIONS) as Letter[]).flatMap((letter) =>
  Array.from({ length: PROVISIONS[letter] }, (_, index) => `${letter}-${String(index + 1).padStart(2, '0')}`),
);

export interface Provision {
  readonly id: string;
  /** Where in the text, by its own number or heading; of a requirement what it says. */
  readonly clause: string;
  /** Parts of the policy file. */
  readonly by: readonly string[];
  readonly functions: readonly string[];
  /** Why no software can carry it. Null: it does. */
  readonly notSoftware: string | null;
}

export interface PolicyProvisions {
  /** Id of the policy; null for the requirements. */
  readonly policy: string | null;
  readonly file: string;
  readonly provisions: readonly Provision[];
}

interface Written {
  readonly clause?: { readonly at: string };
  readonly says?: string;
  readonly by?: readonly string[];
  readonly functions?: readonly string[];
  readonly notSoftware?: string;
}

const ROOT = join(import.meta.dirname, '../..');
const REQUIREMENTS = 'docs/requirements.yaml';

/** The policy files in the order of their letters, then the requirements. */
export function readProvisions(): readonly PolicyProvisions[] {
  const files = readdirSync(join(ROOT, 'policies')).filter((name) => name.endsWith('.yaml'));
  const policies = files.map((name) => read(`policies/${name}`));
  return [...policies, read(REQUIREMENTS)].sort((a, b) => order(a) - order(b));
}

const order = ({ provisions }: PolicyProvisions): number =>
  Object.keys(PROVISIONS).indexOf(provisions[0]?.id.slice(0, 1) ?? '');

function read(file: string): PolicyProvisions {
  const { policy, provisions = {} } = parse(readFileSync(join(ROOT, file), 'utf8')) as {
    policy?: string;
    provisions?: Record<string, Written>;
  };
  const all = Object.entries(provisions).map(([id, { clause, says, by = [], functions = [], notSoftware }]) => {
    return { id, clause: says ?? clause?.at ?? '', by, functions, notSoftware: notSoftware ?? null };
  });
  return { policy: policy ?? null, file, provisions: all.sort((a, b) => (a.id < b.id ? -1 : 1)) };
}

/** A test whose title names provisions at its end, in brackets. */
export interface NamedTest {
  readonly file: string;
  readonly ids: readonly string[];
}

const BRACKETS = /\[([A-ER]-\d\d(?:, ?[A-ER]-\d\d)*)\]/g;

/** Every id in brackets in the files of the tests, by file. */
export function readTests(): readonly NamedTest[] {
  const files = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts') || path.endsWith('.contract.ts'))
    .sort();
  return files.flatMap((path): NamedTest[] => {
    const text = readFileSync(join(ROOT, 'test', path), 'utf8');
    const ids = [...text.matchAll(BRACKETS)].flatMap(([, list = '']) => list.split(/, ?/));
    return ids.length === 0 ? [] : [{ file: `test/${path}`, ids: [...new Set(ids)].sort() }];
  });
}

/** Provision → the files of the tests that name it, in order. */
export function testsById(tests: readonly NamedTest[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const { file, ids } of tests) for (const id of ids) found.set(id, [...(found.get(id) ?? []), file]);
  return found;
}
