import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

/** The five policies, their example inventory and, where they are at hand, the texts they were made from. */

const root = path.resolve(import.meta.dirname, '../..');

export interface WrittenPolicy {
  readonly path: string;
  readonly text: string;
  readonly data: PolicyData;
}

/** As far as the tests look into a policy file. */
export interface PolicyData {
  readonly policy: string;
  readonly source: string;
  readonly categories: Readonly<
    Record<string, { term: string; clause: { at: string; quote?: string }; interfaces?: string[]; stored?: false }>
  >;
  readonly rules: Readonly<Record<string, { categories: string[]; start?: unknown; period: unknown }>>;
  readonly version: string;
  readonly published: string;
  readonly effective: unknown;
  readonly decisions?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly provisions: Readonly<Record<string, { by?: string[]; functions?: string[]; notSoftware?: string }>>;
}

export const policies: readonly WrittenPolicy[] = readdirSync(path.join(root, 'policies'))
  .filter((name) => name.endsWith('.yaml'))
  .sort()
  .map((name) => {
    const text = readFileSync(path.join(root, 'policies', name), 'utf8');
    return { path: `policies/${name}`, text, data: parse(text) as PolicyData };
  });

export function policy(id: string): WrittenPolicy {
  const found = policies.find((one) => one.data.policy === id);
  if (found === undefined) throw new Error(`no policy ${id}`);
  return found;
}

const inventoryPath = 'examples/five-apps/inventory.yaml';
export const inventory = { path: inventoryPath, text: readFileSync(path.join(root, inventoryPath), 'utf8') };

/** Where the policy texts are looked for; tests that need one say so when they skip. */
export const SEEDS = process.env.EXPUNGE_SEEDS ?? path.resolve(root, '../shared/seeds');

/** The policy text, or null where it is not at hand: the texts belong to others and are no part of the project. */
export function seedText(source: string): string | null {
  const file = path.join(SEEDS, source);
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

/** PDF line breaks and spaces between Chinese characters carry no meaning. */
export function withoutSpace(text: string): string {
  return text.replace(/\s+/gu, '');
}

export interface Quote {
  /** `rules.fixed-180-days.clause` */
  readonly where: string;
  readonly quote: string;
}

/** Every `quote` anywhere in a policy file. */
export function quotesOf(value: unknown, where: readonly string[] = []): Quote[] {
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'quote' && typeof inner === 'string'
      ? [{ where: where.join('.'), quote: inner }]
      : quotesOf(inner, [...where, key]),
  );
}
