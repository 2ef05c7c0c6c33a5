import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { datasetIn, triggersPlan } from '../erasure/triggers-plan.ts';
import { createWorkbench, DAY } from '../erasure/workbench.ts';
import { CANARY, heard, hostileSubject, withoutSubjects } from './hostile.ts';
import { runsOf } from './runs.ts';

const START = '2026-03-02T00:00:00Z';
const dataset = (id: string) => datasetIn(triggersPlan, id);

/** Somebody else with nearly the same id. */
const twins = (id: string): readonly string[] => {
  const near = [
    ...[
      `${id} `,
      ` ${id}`,
      `${id}\0`,
      `${id}#`,
      `${id}/`,
      `${id}x`,
      id.slice(0, -1),
      `S#${id}`,
      `"${id}"`,
      `\u200b${id}`,
    ],
    ...[
      id.toUpperCase(),
      id.normalize('NFC'),
      id.normalize('NFD'),
      id.normalize('NFKC'),
      encodeURIComponent(id),
      id.trim(),
    ],
    ...['__proto__', 'constructor', '*', CANARY],
  ];
  return [...new Set(near)].filter((one) => one !== id && one !== '');
};

describe('a subject id of any kind', () => {
  it('is a person of their own: all of theirs goes, nothing of anybody with nearly the same id, and nobody hears it [D-50]', async () => {
    await fc.assert(
      fc.asyncProperty(hostileSubject, fc.nat(), async (subject, pick) => {
        const near = twins(subject);
        const other = near[pick % near.length] ?? 'other';
        const bench = createWorkbench({ plan: triggersPlan, start: START });
        for (const [at, person] of [subject, other].entries()) {
          const common = {
            created_at: START,
            name: person,
            phone: '1',
            nick: 'n',
            body: 'b',
            pages: 'p',
            browser: 'b',
          };
          await bench.store(dataset('accounts'), { ...common, user_id: person });
          await bench.store(dataset('visits'), { ...common, visit_id: `v${at}`, user_id: person });
          await bench.store(dataset('reviews'), { ...common, review_id: `r-${person}`, author: person });
        }
        const theirs = { text: 't', buyer_name: subject, buyer_born: '2001-02-03' };
        await bench.store(dataset('notes'), {
          ...{ note_id: 'n', created_at: START, merchant_id: other, buyer_id: subject },
          ...theirs,
        });
        const others = (id: string, field: string) =>
          bench.target.records(dataset(id)).filter((one) => one[field] === other);
        const ofOther = () => [others('accounts', 'user_id'), others('visits', 'user_id'), others('reviews', 'author')];
        const before = ofOther();

        await bench.closeAccount(subject);
        await bench.liveFor(20 * DAY);

        expect(ofOther()).toEqual(before);
        const ids = (id: string) => bench.target.records(dataset(id)).map((one) => one.user_id ?? one.author ?? null);
        expect(ids('accounts')).toEqual([other]);
        expect(ids('visits').filter((id) => id !== other)).toEqual([null]);
        expect(ids('reviews')).toEqual([other]);
        const [note] = bench.target.records(dataset('notes'));
        expect(note).toMatchObject({ merchant_id: other, text: 't' });
        expect([note?.buyer_id, note?.buyer_name]).toEqual([undefined, undefined]);

        expect(bench.counts.get('Stuck') ?? 0).toBe(0);
        expect(heard([withoutSubjects(bench.announced), bench.proved, bench.receipts])).toBeNull();
        // One item names the other, none the subject, in whatever writing.
        const named = bench.registry
          .contents()
          .filter(({ item }) => JSON.stringify(item).includes(JSON.stringify(subject)));
        expect(named).toEqual([]);
      }),
      runsOf('subject ids, from record to receipt'),
    );
  });
});
