import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { fiveApps } from '../../examples/five-apps/app.ts';
import { emptyBundles, scratch } from '../infra/support.ts';
import { mutants } from '../simulation/mutants/index.ts';
import { countGrants, grantsOf } from '../support/grants.ts';
import type { Figures, Name, Sections } from './figures.ts';
import { reliabilityPage } from './page.ts';
import { SOURCES } from './sections.ts';

const read = (name: string) => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const figures: Figures = JSON.parse(read('reliability.json'));
const AGAIN = (only: string) => `run npm run reliability -- ${only}`;

/** A section that was never run is skipped, visibly. */
const ofSection = (name: Name) => it.skipIf(figures[name] === undefined);

function figuresOf<N extends Name>(name: N): Sections[N]['figures'] {
  const section = figures[name] as Sections[N] | undefined;
  return section?.figures ?? expect.unreachable(name);
}

describe('docs/reliability.md', () => {
  it('is what its figures are written as', () => {
    expect(read('reliability.md'), AGAIN('--render')).toBe(reliabilityPage(figures));
  });

  it('names no section that nothing makes any more, and none twice', () => {
    const names = Object.keys(SOURCES);
    expect(Object.keys(figures)).toEqual(names.filter((name) => name in figures));
  });

  ofSection('simulation')('tells of enough runs, and of no promise broken', () => {
    const { runs, steps, faults, violations, faultsByKind } = figuresOf('simulation');
    expect(runs).toBeGreaterThanOrEqual(2000);
    expect(steps).toBeGreaterThanOrEqual(1_000_000);
    expect(faults).toBeGreaterThanOrEqual(50_000);
    expect(Object.values(faultsByKind).reduce((sum, times) => sum + times, 0)).toBe(faults);
    expect(violations).toBe(0);
  });

  ofSection('simulation')('names every mutant that there is, each caught', () => {
    const { byMutant } = figuresOf('simulation');
    const plain = (all: readonly { name: string; breaks: string }[]) =>
      all.map(({ name, breaks }) => `${name}: ${breaks}`).sort();
    expect(plain(byMutant), AGAIN('--only simulation')).toEqual(plain(mutants));
    expect(byMutant.filter(({ seed, promise }) => seed === null || promise === null)).toEqual([]);
  });

  ofSection('calls')('tells of no call refused', () => {
    const { byFunction, otherPartition } = figuresOf('calls');
    expect([...byFunction, otherPartition].filter(({ refused }) => refused > 0)).toEqual([]);
    expect(otherPartition.allowed).toBeGreaterThan(100);
  });

  ofSection('leaks')('tells of no canary found', () => {
    expect(figuresOf('leaks').found).toBe(0);
  });

  ofSection('hostile')('tells of no hostile input that did harm', () => {
    expect(figuresOf('hostile').failed).toBe(0);
  });

  ofSection('realPath')('tells of no difference on the real path', () => {
    expect(figuresOf('realPath').differences).toBe(0);
  });

  ofSection('blastRadius')('tells of nothing gone unapproved, no more than a budget a day, and an alarm', () => {
    const { erasedUnapproved, erasedInADay, dayBudget = 0, alarms } = figuresOf('blastRadius');
    expect(erasedUnapproved).toBe(0);
    expect(erasedInADay).toBeLessThanOrEqual(dayBudget);
    expect(alarms).toBeGreaterThan(0);
  });

  ofSection('dependencies')('tells of no range and no archive without a hash', () => {
    expect(figuresOf('dependencies')).toMatchObject({ ranges: 0, withoutHash: 0 });
  });

  ofSection('grants')('counts the grants as they are', () => {
    const template = fiveApps({ bundles: emptyBundles(), outdir: scratch() }).app.synth().getStackByName('Expunge');
    expect(figuresOf('grants'), AGAIN('--only grants')).toEqual(countGrants(grantsOf(template.template)));
    expect(figuresOf('grants').unexplained).toBe(0);
  });
});

describe('the page', () => {
  const ran = { command: 'npm test', versions: {} };

  it('says what was not audited', () => {
    const counts = { packages: 2, deployed: 1, handedOn: 1, ranges: 0, withoutHash: 0, declareInstallScript: 0 };
    const page = (weaknesses: number | null) =>
      reliabilityPage({ dependencies: { ...ran, figures: { ...counts, licences: [], weaknesses } } });
    expect(page(null)).toContain('**not audited**');
    expect(page(0)).toContain('| Known weaknesses (`npm audit`) | 0 |');
  });

  it('shows a protocol that nobody noticed as such', () => {
    const byMutant = [{ name: 'a', breaks: 'b | c', promise: null, seed: null }];
    const counts = { runs: 1, steps: 2, faults: 3, violations: 4, mutants: 1, mutantsCaught: 0 };
    const page = reliabilityPage({
      simulation: { ...ran, figures: { ...counts, faultsByKind: { crash: 3 }, byMutant } },
    });
    expect(page).toContain('| a | b \\| c | **nobody** |');
    expect(page).toContain('**4 promises broken.**');
  });
});
