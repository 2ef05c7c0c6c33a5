import type { Clock } from '../clock.ts';
import { together } from '../concurrency.ts';
import { ExpungeError } from '../errors.ts';
import type { Plan } from '../policy/plan.ts';
import { own, PITR } from '../policy/plan-index.ts';
import { docketSoon } from './keys.ts';
import type { Case } from './model.ts';
import type { NotedRefresh } from './refreshes.ts';
import type { Registry } from './registry.ts';

/** A backup was made anew. Milliseconds. */
export interface BackupRefreshed {
  readonly id: string;
  readonly dataset: string;
  /** As the inventory calls it under `copies`. */
  readonly copy: string;
  readonly refreshedAt: number;
  readonly evidence: string;
  /** The role that says so, where a person did; not a name. */
  readonly by?: string;
}

export interface RefreshOffice {
  readonly plan: Plan;
  readonly registry: Pick<Registry, 'noteRefresh' | 'certificatesAhead' | 'cases' | 'putOnDocket'>;
  readonly clock: Clock;
}

/** Cases read at once: one request. */
const CASES = 100;
const PARALLEL = 8;

/**
 * Notes that a copy of a dataset was made anew, and lets the certificates that waited for its end be looked at now. Only
 * the latest refresh of a copy is kept: an earlier one, or the same once more, changes nothing.
 * @returns the refresh that stands, and how many cases are looked at again.
 * @throws ExpungeError EVENT_UNKNOWN_DATASET, EVENT_UNKNOWN_COPY; EVENT_FROM_THE_FUTURE: what is yet to come proves
 * nothing; EVENT_CONTRADICTS: another refresh was told of under this id.
 */
export async function refreshBackup(
  event: BackupRefreshed,
  office: RefreshOffice,
): Promise<{ readonly refresh: NotedRefresh; readonly lookedAtAgain: number }> {
  const { registry, plan, clock } = office;
  const { id, copy, refreshedAt, evidence, by } = event;
  const dataset = own(plan.datasets, event.dataset);
  if (dataset === undefined) {
    throw new ExpungeError('EVENT_UNKNOWN_DATASET', 'The inventory has no dataset of the id that was refreshed.');
  }
  const names = (dataset.copies ?? []).map(({ name }) => name).filter((name) => name !== PITR);
  if (!names.includes(copy)) {
    const known = names.length === 0 ? 'none' : names.map((name) => `\`${name}\``).join(', ');
    throw new ExpungeError(
      'EVENT_UNKNOWN_COPY',
      `This dataset has no backup of that name (it has ${known}). Point-in-time recovery is never refreshed: its window passes.`,
      { place: dataset.id },
    );
  }
  if (refreshedAt > clock.now()) {
    throw new ExpungeError('EVENT_FROM_THE_FUTURE', 'A backup cannot have been refreshed at a time to come.', {
      place: dataset.id,
    });
  }
  const at = new Date(refreshedAt).toISOString();
  const told: NotedRefresh = { id, dataset: dataset.id, copy, refreshedAt: at, evidence, ...(by && { by }) };
  const refresh = await registry.noteRefresh(told);
  if (refresh.id === told.id && !isSame(refresh, told)) {
    throw new ExpungeError('EVENT_CONTRADICTS', 'Another refresh was told of under this id: give each its own.', {
      place: dataset.id,
    });
  }
  // Repeated, it is done again: whoever noted it before may have died here.
  const lookedAtAgain = isSame(refresh, told) ? await bringForward(dataset.policy, office) : 0;
  return { refresh, lookedAtAgain };
}

function isSame(one: NotedRefresh, other: NotedRefresh): boolean {
  return (['dataset', 'copy', 'refreshedAt', 'evidence'] as const).every((name) => one[name] === other[name]);
}

/** The cases of a policy whose last certificate waits for copies to end. */
async function bringForward(policy: string, { registry, clock }: RefreshOffice): Promise<number> {
  let count = 0;
  let after: Parameters<typeof registry.certificatesAhead>[0] | null = { at: clock.now() };
  while (after !== null) {
    const { entries, next } = await registry.certificatesAhead(after, CASES);
    const cases = await registry.cases([...new Set(entries.map((entry) => entry.case))]);
    const waiting = cases.filter((one) => one.policy === policy && waitsForCopies(one));
    await together(waiting, PARALLEL, ({ id }) => registry.putOnDocket(docketSoon(id, clock.now())));
    count += waiting.length;
    after = next;
  }
  return count;
}

function waitsForCopies({ issued }: Case): boolean {
  const has = (stage: string) => issued.some((one) => one.stage === stage);
  return has('erased') && !has('final');
}
