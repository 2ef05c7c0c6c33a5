import type { ShutDown, ShutDownStage } from '../registry/shut-down.ts';
import type { Walk, WalkRegistry } from '../registry/walk.ts';
import { caseCounts } from './count-cases.ts';

/** How far a shut-down has come, for people. Instants in ISO 8601, UTC. It holds nothing about anybody. */
export interface ShutDownProgress {
  readonly id: string;
  readonly policy: string;
  /** `waiting`: for its proofs, and nothing has begun. `restricted`: all has gone but what floors protect. */
  readonly state: 'waiting' | 'erasing' | 'restricted' | 'completed';
  readonly receivedAt: string;
  readonly deadline: string;
  readonly provisional: boolean;
  readonly proofs: readonly {
    readonly gate: string;
    readonly metAt: string | null;
    readonly evidence: string | null;
  }[];
  readonly provenAt: string | null;
  /** Passes over the subjects that have begun, and how the last stands. */
  readonly passes: number;
  readonly pass: {
    readonly looked: number;
    readonly opened: number;
    readonly failed: number;
    readonly finished: boolean;
  } | null;
  /** As the last pass over the cases found them; null before there was one. */
  readonly cases: CaseProgress | null;
  readonly records: readonly { readonly stage: ShutDownStage; readonly at: string }[];
}

export interface CaseProgress {
  readonly asOf: string;
  readonly found: number;
  readonly afterStop: number;
  readonly open: number;
  readonly restricted: number;
  /** When the last floor ends; null where nothing is restricted or nobody knows. */
  readonly restrictedUntil: string | null;
  readonly completed: number;
  readonly refused: number;
  readonly uncertified: number;
}

/** The names of a shut-down's walks. */
export const subjectsWalk = (id: string): string => `shut-down/${id}/subjects`;
export const casesWalk = (id: string): string => `shut-down/${id}/cases`;

/** Reads how far a shut-down has come. */
export async function progressOf(one: ShutDown, registry: Pick<WalkRegistry, 'walk'>): Promise<ShutDownProgress> {
  const [subjects, cases] = [await registry.walk(subjectsWalk(one.id)), await registry.walk(casesWalk(one.id))];
  return {
    id: one.id,
    policy: one.policy,
    state: stateOf(one),
    receivedAt: iso(one.receivedAt),
    deadline: iso(one.deadline),
    provisional: one.provisional,
    proofs: one.gates.map(({ id, metAt, evidence }) => ({
      gate: id,
      metAt: metAt === undefined ? null : iso(metAt),
      evidence: evidence ?? null,
    })),
    provenAt: one.provenAt === undefined ? null : iso(one.provenAt),
    passes: subjects?.pass ?? 0,
    pass:
      subjects === null
        ? null
        : {
            looked: subjects.counts.looked,
            opened: subjects.counts.done,
            failed: subjects.counts.failed ?? 0,
            finished: subjects.finishedAt !== undefined,
          },
    cases: cases === null ? null : casesOf(cases),
    records: one.recorded.map(({ stage, at }) => ({ stage, at: iso(at) })),
  };
}

export function stateOf({ provenAt, recorded }: ShutDown): ShutDownProgress['state'] {
  if (provenAt === undefined) return 'waiting';
  if (recorded.length === 0) return 'erasing';
  return recorded.some(({ stage }) => stage === 'final') ? 'completed' : 'restricted';
}

function casesOf({ counts, movedAt }: Walk): CaseProgress {
  const { looked, afterStop, open, restricted, completed, refused, uncertified, until, undated } = caseCounts(counts);
  const restrictedUntil = until === 0 || undated > 0 ? null : iso(until);
  const asOf = iso(movedAt);
  return { asOf, found: looked, afterStop, open, restricted, restrictedUntil, completed, refused, uncertified };
}

const iso = (instant: number): string => new Date(instant).toISOString();
