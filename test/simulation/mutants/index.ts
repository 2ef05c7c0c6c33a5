import type { Mutant } from './mutant.ts';
import { otherMutants } from './other-mutants.ts';
import { pageMutants } from './page-mutants.ts';
import { registryMutants } from './registry-mutants.ts';

export type { Mutant };
export const mutants: readonly Mutant[] = [...pageMutants, ...registryMutants, ...otherMutants];
