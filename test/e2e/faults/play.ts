import type { Faults } from '../../../local/faults/index.ts';
import type { Runtime } from '../../../local/runtime/index.ts';
import { type FinalState, finalStateOf } from './final-state.ts';
import { Calm, type Counts, type Measure, Mischief, outages, type Traffic } from './mischief.ts';
import { setStage } from './stage.ts';
import { type Cast, type Director, START, tellStory } from './story.ts';

export interface Props {
  readonly seed: string;
  readonly people: number;
  /** Of the stacks: see `makeAssembly`. */
  readonly assembly: string;
}

export interface Played {
  readonly cast: Cast;
  readonly state: FinalState;
}

export interface CalmPlay extends Played {
  readonly traffic: Traffic;
}

export interface DisturbedPlay extends Played {
  /** What was done, by kind and function or service. */
  readonly done: Counts;
  readonly restarts: Counts;
}

/** The story as it goes when nothing goes wrong, and what then passes between functions and services. */
export async function playCalmly(props: Props): Promise<CalmPlay> {
  const calm = new Calm();
  const director: Director = { beside: (act) => act(), rest: () => calm.rest() };
  return { ...(await play(props, calm, () => director)), traffic: calm.traffic };
}

/**
 * The same story with kills, spoiled requests and repeated batches, and an outage beside every `each`-th thing that happens;
 * with another number of the play other ones.
 */
export async function playDisturbed(
  props: Props,
  { traffic }: Pick<CalmPlay, 'traffic'>,
  measure: Measure & { readonly each: number; readonly number: number },
): Promise<DisturbedPlay> {
  const faultSeed = `${props.seed} ${measure.number}`;
  const mischief = new Mischief(faultSeed, traffic, measure);
  const plan = outages(faultSeed);
  const restarts: Record<string, number> = {};
  let acts = 0;

  const disturb = async (runtime: Runtime) => {
    const outage = plan.next().value;
    if (outage === undefined) return;
    await new Promise((go) => setTimeout(go, outage.after));
    await runtime.restart(outage.service, outage.pause);
    restarts[outage.service] = (restarts[outage.service] ?? 0) + 1;
  };
  const directorOf = (runtime: Runtime): Director => ({
    beside: async (act) => {
      const outage = mischief.isActive && ++acts % measure.each === 0;
      await Promise.all([act(), outage ? disturb(runtime) : null]);
    },
    rest: () => mischief.rest(),
  });
  return { ...(await play(props, mischief, directorOf)), done: mischief.done.counts, restarts };
}

async function play(
  { seed, people, assembly }: Props,
  faults: Faults & { begin(): void },
  directorOf: (runtime: Runtime) => Director,
): Promise<Played> {
  const stage = await setStage(START, faults, assembly);
  try {
    faults.begin();
    const cast = await tellStory(stage, seed, people, directorOf(stage.deployed.runtime));
    const state = await finalStateOf(stage, cast);
    await stage.clear();
    return { cast, state };
  } catch (error) {
    // What it has to say is what went wrong first.
    await stage.clear().catch(() => {});
    throw error;
  }
}
