import type { Case, FulfilledRecord, Registry, Subject, UrgentTimer } from '../../lib/registry/index.ts';

/** Opens a case of a subject as it stands: its marks take the place of those of their kind. */
export async function openUnder(
  registry: Registry,
  opened: Case,
  subject: Subject,
  timers: readonly UrgentTimer[] = [],
  fulfilled?: FulfilledRecord,
): Promise<boolean> {
  const { subject: known } = await registry.checkSubject(subject.ref);
  return registry.openCase(opened, { ...known, ...subject }, timers, fulfilled);
}
