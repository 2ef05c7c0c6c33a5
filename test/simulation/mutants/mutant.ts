import type { Mutation } from '../world.ts';

/** The protocol, broken in one way on purpose: a simulation that does not notice proves nothing. */
export interface Mutant {
  readonly name: string;
  readonly breaks: string;
  /** Made anew for each run: some remember. */
  readonly mutation: () => Mutation;
}
