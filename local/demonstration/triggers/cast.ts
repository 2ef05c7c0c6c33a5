import {
  generatePopulation,
  type ItemRecord,
  type Subject,
  type Upload,
} from '../../../examples/five-apps/population/index.ts';
import { isForOne, type Play } from './plays.ts';

/** Somebody who plays a trigger, with everything that was stored of them before. */
export interface Player {
  readonly play: Play;
  readonly subject: Subject;
  readonly items: readonly ItemRecord[];
  readonly uploads: readonly Upload[];
}

export interface Cast {
  readonly players: readonly Player[];
  /** Of each policy whose service is shut down: somebody who only looked on until then. */
  readonly bystanders: readonly Player[];
}

/** As many apps as generatePopulation spreads its people over. Some of them close their accounts by themselves. */
const APPS = 5;

/**
 * People who do not exist, one for each play, and one for each play that is about everybody. Only what is stored by `start`.
 * @param suits whether somebody has stored what the play is to be about.
 * @throws Error where nobody of a policy does.
 */
export function castFor(
  plays: readonly Play[],
  suits: (player: Player) => boolean,
  options: { seed: string; start: number; days: number },
): Cast {
  const longest = Math.max(
    ...Object.values(Object.groupBy(plays, ({ policy }) => policy)).map((of) => of?.length ?? 0),
  );
  const people = generatePopulation({ ...options, subjects: 3 * longest * APPS });
  const stored = <T extends { writtenAt: number; subject: string }>(all: readonly T[]) =>
    Map.groupBy(
      all.filter(({ writtenAt }) => writtenAt <= options.start),
      ({ subject }) => subject,
    );
  const [items, uploads] = [stored(people.items), stored(people.uploads)];
  const free = new Set(people.subjects.filter(({ closesAt }) => closesAt === null));
  const all = plays.map((play): Player => {
    for (const subject of free) {
      const player = { play, subject, items: items.get(subject.id) ?? [], uploads: uploads.get(subject.id) ?? [] };
      if (subject.policy !== play.policy || !suits(player)) continue;
      free.delete(subject);
      return player;
    }
    throw new Error(`Nobody of ${play.policy} can play ${play.trigger} (${play.scope}).`);
  });
  return { players: all.filter(({ play }) => isForOne(play)), bystanders: all.filter(({ play }) => !isForOne(play)) };
}
