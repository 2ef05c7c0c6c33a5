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

/** People who do not exist, one for each play, and one for each play that is about everybody. Only what is stored by `start`. */
export function castFor(plays: readonly Play[], options: { seed: string; start: number; days: number }): Cast {
  const longest = Math.max(
    ...Object.values(Object.groupBy(plays, ({ policy }) => policy)).map((of) => of?.length ?? 0),
  );
  const people = generatePopulation({ ...options, subjects: 2 * longest * APPS });
  const free = Map.groupBy(
    people.subjects.filter(({ closesAt }) => closesAt === null),
    ({ policy }) => policy,
  );
  const items = Map.groupBy(
    people.items.filter(({ writtenAt }) => writtenAt <= options.start),
    ({ subject }) => subject,
  );
  const uploads = Map.groupBy(
    people.uploads.filter(({ writtenAt }) => writtenAt <= options.start),
    ({ subject }) => subject,
  );
  const all = plays.flatMap((play): Player[] => {
    const subject = free.get(play.policy)?.shift();
    if (subject === undefined) return [];
    return [{ play, subject, items: items.get(subject.id) ?? [], uploads: uploads.get(subject.id) ?? [] }];
  });
  return { players: all.filter(({ play }) => isForOne(play)), bystanders: all.filter(({ play }) => !isForOne(play)) };
}
