import { describe, expect, it } from 'vitest';
import { tellFigures } from '../support/figures.ts';
import { clustersProved, differences } from './faults/differences.ts';
import { SERVICES } from './faults/mischief.ts';
import { type DisturbedPlay, playCalmly, playDisturbed } from './faults/play.ts';
import { inFolder, makeAssembly } from './faults/stage.ts';

/*
 * One story on the embedded stack, played when nothing goes wrong and again while functions are killed at work, services
 * are restarted, connections cut, answers lost, requests throttled and batches handed over twice. Both end the same.
 *
 * A longer form, for the night: FAULTS_SEED (another story and other faults), FAULTS_PLAYS (how many disturbed plays, each
 * with faults of its own) and FAULTS_KILLS (of each function, in each play).
 */
const { FAULTS_SEED: SEED = 'seven promises', FAULTS_PLAYS = '1', FAULTS_KILLS = '3' } = process.env;
const PEOPLE = 24;
const PLAYS = Number(FAULTS_PLAYS);
/** An outage beside every second thing that happens. */
const MEASURE = { kills: Number(FAULTS_KILLS), spoiled: 2, repeated: 3, each: 2 };

/** Every function that works by itself. */
const FUNCTIONS = [...['tag', 'find-due', 'delete', 'anonymise', 'seal'], ...['open-case', 'certify', 'tell', 'sweep']];
const A_PLAY = 300_000;

const plays: DisturbedPlay[] = [];

/** How often something was done in all plays, by the name that follows these words. */
function sums(...kinds: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [what, times] of plays.flatMap(({ done }) => Object.entries(done))) {
    const kind = kinds.find((one) => what.startsWith(`${one} `));
    const name = what.slice((kind?.length ?? 0) + 1);
    if (kind !== undefined) found[name] = (found[name] ?? 0) + times;
  }
  return found;
}

const total = (counts: Readonly<Record<string, number>>) => Object.values(counts).reduce((sum, one) => sum + one, 0);

describe('the embedded stack, disturbed', () => {
  it('ends as it does when calm: nothing lost, nothing erased that would not have been, everything proved once', {
    timeout: A_PLAY * (PLAYS + 1),
  }, async () => {
    const { calm, found } = await inFolder(async (folder) => {
      const props = { seed: SEED, people: PEOPLE, assembly: await makeAssembly(folder) };
      const first = await playCalmly(props);
      for (let number = 1; number <= PLAYS; number++)
        plays.push(await playDisturbed(props, first, { ...MEASURE, number }));
      return { calm: first, found: plays.map(({ state }) => differences(first.state, state)) };
    });

    const kills = sums('kill before', 'kill after', 'kill with');
    const restarts = Object.fromEntries(
      SERVICES.map((service) => [service, plays.reduce((sum, one) => sum + (one.restarts[service] ?? 0), 0)]),
    );
    const clusters = plays.map(({ state }) => clustersProved(calm.state, state));
    tellFigures('real-path', {
      seed: SEED,
      plays: PLAYS,
      people: PEOPLE,
      records: calm.cast.population.items.length + calm.cast.population.uploads.length,
      requests: total(calm.traffic.byService),
      receipts: { calm: calm.state.receipts, disturbed: plays.map(({ state }) => state.receipts) },
      clusters: clusters.map(({ erased, proved }) => ({ erased, proved })),
      provedByAnotherRule: clusters.map(({ byAnother }) => byAnother),
      kills,
      restarts,
      cut: sums('cut'),
      answersLost: sums('lose'),
      throttled: sums('throttle'),
      failed: sums('fail'),
      repeated: sums('again', 'meanwhile'),
      differences: found.flat().length,
    });
    expect(found).toEqual(plays.map(() => []));

    expect(calm.state.receipts).toBeGreaterThan(50);
    expect(calm.state.certificates.length).toBeGreaterThan(20);
    expect(calm.state.told.length).toBeGreaterThan(4);
    for (const name of FUNCTIONS) expect(kills[name] ?? 0, `kills of ${name}`).toBeGreaterThan(0);
    for (const service of SERVICES) {
      expect(restarts[service], `restarts of ${service}`).toBeGreaterThan(0);
      for (const kind of ['cut', 'lose', 'throttle', 'fail'])
        expect(sums(kind)[service] ?? 0, `${kind} ${service}`).toBeGreaterThan(0);
    }
    for (const kind of ['again', 'meanwhile']) expect(total(sums(kind)), kind).toBeGreaterThan(3);
  });
});
