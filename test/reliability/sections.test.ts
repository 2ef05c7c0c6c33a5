import { describe, expect, it } from 'vitest';
import { reliabilityPage } from './page.ts';
import type { Ran } from './run.ts';
import { SOURCES } from './sections.ts';

const ran = (told: Readonly<Record<string, unknown>>, files: Ran['files'] = []): Ran => ({
  ...{ files, failed: [] },
  told: new Map(Object.entries(told)),
});

describe('the figures of a section', () => {
  it('are none where nothing was told', () => {
    for (const [name, { figures }] of Object.entries(SOURCES)) expect(figures(ran({})), name).toBeNull();
  });

  it('are calls of all deployments together, by function', () => {
    const one = { byFunction: { tag: { allowed: 3, refused: 0 }, seal: { allowed: 1, refused: 0 } } };
    const two = { byFunction: { tag: { allowed: 4, refused: 1 } } };
    const otherPartition = { partition: 'aws', allowed: 9, refused: 0, asOthers: [] };
    expect(SOURCES.calls.figures(ran({ 'calls-a': one, 'calls-b': two }))).toBeNull();
    expect(SOURCES.calls.figures(ran({ 'calls-a': one, 'calls-b': two, 'other-partition': otherPartition }))).toEqual({
      tests: 2,
      byFunction: [
        { name: 'seal', allowed: 1, refused: 0 },
        { name: 'tag', allowed: 7, refused: 1 },
      ],
      otherPartition,
    });
  });

  it('are contract suites by port and implementation, as their files are called', () => {
    const file = (name: string) => ({ path: `test/contract/${name}.test.ts`, passed: 2, failed: 0, skipped: 1 });
    const found = SOURCES.contracts.figures(ran({}, [file('s3-embedded'), file('log-heads-dynamodb')]));
    expect(found?.suites.map(({ port, implementation }) => [port, implementation])).toEqual([
      ['log heads', 'DynamoDB, embedded'],
      ['object storage', 'embedded'],
    ]);
  });

  it('are of a real path with what happened to each service', () => {
    const counts = { dynamodb: 2, kms: 1 };
    const told = {
      ...{ people: 25, records: 1200, requests: 9000, receipts: { calm: 60, disturbed: [61] }, differences: 0 },
      ...{ clusters: [{ erased: 50, proved: 50 }], kills: { tag: 3, delete: 4 }, restarts: counts, cut: counts },
      ...{ answersLost: { kms: 5 }, throttled: counts, failed: counts, repeated: { tag: 2, seal: 2 } },
    };
    const figures = SOURCES.realPath.figures(ran({ 'real-path': told })) ?? expect.unreachable();
    const page = reliabilityPage({ realPath: { command: 'npm test', versions: {}, figures } });
    expect(page).toContain('**0 differences.** The calm story made 60 receipts.');
    expect(page).toContain('The disturbed one made 61; of 50 clusters erased in the calm one, 50 are proved in it.');
    expect(page).toContain('| kms | 1 | 1 | 5 | 1 | 1 |');
    expect(page).toContain('to two at once: 4.');
  });
});
