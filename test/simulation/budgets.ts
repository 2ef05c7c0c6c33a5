import type { Brake, BrakeName, Registry } from '../../lib/registry/index.ts';
import type { Model } from './model.ts';

type Brakes = Pick<Registry, 'takeBudget' | 'saveBrake'>;

const nameOf = ({ dataset, rule }: BrakeName): string => `${dataset}/${rule}`;
const takenOf = ({ budget, left }: Brake): number => budget - left;

/** Watches what is taken from the brakes in the store itself: nothing may go that was not taken before. */
export function watchBudgets(store: Brakes, model: Pick<Model, 'complain'>) {
  const last = new Map<string, Brake>();
  const taken = new Map<string, number>();
  const gone = new Map<string, number>();
  const add = (to: Map<string, number>, name: string, more: number) => to.set(name, (to.get(name) ?? 0) + more);
  return {
    takeBudget: async (name, wanted) => {
      const answer = await store.takeBudget(name, wanted);
      if (answer.taken && answer.brake !== null) {
        add(taken, nameOf(name), wanted.records);
        last.set(nameOf(name), answer.brake);
      }
      return answer;
    },
    saveBrake: async (next) => {
      if (!(await store.saveBrake(next))) return false;
      const before = last.get(nameOf(next));
      // A day that turns begins with nothing taken.
      const known = before?.day === next.day ? takenOf(before) : 0;
      add(taken, nameOf(next), takenOf(next) - known);
      last.set(nameOf(next), next);
      return true;
    },
    /** Something of a record was erased just now. */
    erased(name: BrakeName): void {
      add(gone, nameOf(name), 1);
      const [more, allowed] = [gone.get(nameOf(name)) ?? 0, taken.get(nameOf(name)) ?? 0];
      if (more > allowed) model.complain('P1', `${more} of ${nameOf(name)} went, and budget was taken for ${allowed}`);
    },
  } satisfies Brakes & { erased(name: BrakeName): void };
}
