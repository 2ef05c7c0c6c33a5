import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ALL_IDS, readProvisions, readTests, testsById } from './collect.ts';
import { provisionsPage } from './page.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Of a policy file, these say what it is about; that they are there is held against the plan for all of them at once. */
const DECLARED = /^(?:categories|decisions|rules|zone|effective|published|controller|version|source|prohibited)\b/;

const groups = readProvisions();
const all = groups.flatMap(({ provisions }) => provisions);
const tests = testsById(readTests());

describe('the provisions', () => {
  it('are all there, each once: none of the texts’ 195, none of the 30 requirements is missing', () => {
    expect(all.map(({ id }) => id).sort()).toEqual([...ALL_IDS].sort());
  });

  it('are each carried by something, or say why no software can', () => {
    const idle = all.filter(
      ({ by, functions, notSoftware }) => notSoftware === null && by.length + functions.length === 0,
    );
    expect(idle.map(({ id }) => id)).toEqual([]);
    for (const { notSoftware } of all) if (notSoftware !== null) expect(notSoftware.length).toBeGreaterThan(20);
  });

  it('are each shown by a test that names them, unless they only declare what the plan is made of', () => {
    const behaving = all.filter(
      ({ by, functions, notSoftware }) =>
        notSoftware === null && (by.length === 0 || by.some((part) => !DECLARED.test(part)) || functions.length > 0),
    );
    expect(behaving.filter(({ id }) => !tests.has(id)).map(({ id }) => id)).toEqual([]);
  });

  it('are named by no test under an id that does not exist', () => {
    expect([...tests.keys()].filter((id) => !ALL_IDS.includes(id))).toEqual([]);
  });

  it('name functions that exist', () => {
    const parts = new Set(all.flatMap(({ functions }) => functions));
    const missing = [...parts].filter(
      (part) => !existsSync(join(ROOT, 'functions', part)) && !existsSync(join(ROOT, part)),
    );
    expect(missing).toEqual([]);
  });

  it('stand in docs/provisions.md as the files and tests have them now: `npm run provisions` writes it', () => {
    expect(readFileSync(join(ROOT, 'docs/provisions.md'), 'utf8')).toBe(provisionsPage(groups, tests));
  });
});
