import type { Case } from '../model.ts';
import type { Registry } from '../registry.ts';
import { type CaseLine, caseLine } from './standing.ts';

/** Cases read for one page. */
const PAGE = 200;

export interface CaseFilter {
  readonly state: 'waiting' | 'open' | 'restricted' | 'refused' | null;
  readonly policy: string | null;
  /** The `next` of the page before, or ''. */
  readonly after: string;
}

/**
 * Cases that have not ended, by deadline, and those that were refused, by when. A page may be empty and have a next one:
 * what is left out was read. Without a state: all that have not ended.
 */
export async function listCases(
  { state, policy, after }: CaseFilter,
  { registry, clock }: { registry: Pick<Registry, 'openCases' | 'refusedCases' | 'cases'>; clock: { now(): number } },
): Promise<{ cases: readonly CaseLine[]; next: string | null }> {
  const list = state === 'refused' ? registry.refusedCases : registry.openCases;
  const page = await list(after, PAGE);
  const known = new Map((await registry.cases(page.cases.map(({ id }) => id))).map((one) => [one.id, one]));
  const wanted = page.cases
    .flatMap(({ id }) => known.get(id) ?? [])
    .filter((one: Case) => (state === null || one.state === state) && (policy === null || one.policy === policy));
  return { cases: wanted.map((one) => caseLine(one, clock.now())), next: page.next };
}
