import { ExpungeError } from '../errors.ts';
import { receiptsDigest } from '../evidence/certificate/receipts-digest.ts';
import type { Refresh } from '../evidence/copies.ts';
import type { Receipt } from '../evidence/index.ts';
import { toBase64 } from '../evidence/log/index.ts';
import type { Statement } from '../evidence/statement.ts';
import type { DocketEntry } from '../registry/model.ts';
import type { Logged } from './case-log.ts';
import { certificateKeys } from './certificate-keys.ts';
import { keepCertificate } from './keep.ts';
import { nextStage } from './next-stage.ts';
import type { CertifyingOffice } from './office.ts';
import { proveCase } from './prove.ts';
import type { CompletedCase } from './review.ts';
import { endOfCopies } from './state-case.ts';

/**
 * Issues the certificate that goes with a sealed statement: makes and verifies it, writes it down, announces it, and turns
 * the docket to the stage after it. Each step may be repeated: the certificate that was written first stands.
 * @param receipts all that the log holds of the case; the statement may count fewer, if some came after it.
 */
export async function issue(
  entry: DocketEntry,
  one: CompletedCase,
  statement: Logged<Statement>,
  { receipts, refreshes }: { readonly receipts: readonly Logged<Receipt>[]; readonly refreshes: readonly Refresh[] },
  office: CertifyingOffice,
): Promise<void> {
  const { stage, subject } = statement.evidence;
  const epoch = await office.epochs.key(subject.epoch);
  const salt = epoch === null ? null : toBase64(epoch.bindingSalt(one.id));
  const proven = await proveCase(statement, counted(statement.evidence, receipts), salt, office);
  const kept = await keepCertificate(proven, office.evidence);
  const { json: certificate } = certificateKeys(one.id, stage);
  await office.bus.announce([
    { type: 'CertificateIssued', detail: { policy: one.policy, case: one.id, stage, certificate } },
  ]);
  // As of when it was stated: whoever repeats this notes the same.
  const issued = { stage, at: Date.parse(kept.statement.evidence.statedAt) };
  const now = office.clock.now();
  const next = nextStage({ ...one, issued: [...one.issued, issued] }, endOfCopies(receipts, refreshes), now);
  await office.registry.certified(entry, one.id, issued, next?.from ?? null);
  office.meter.count('CertificatesIssued', 1);
}

/** The log only grows, and a statement counts all that was in it: the first so many. */
function counted({ receipts: { count, digest } }: Statement, receipts: readonly Logged<Receipt>[]) {
  const first = receipts.slice(0, count);
  if (receiptsDigest(first.map(({ commitment }) => commitment)) === digest) return first;
  throw new ExpungeError(
    'CERTIFICATE_INVALID',
    `The log holds other receipts of this case than the ${count} that its statement counts. Nothing is issued.`,
    { place: 'log' },
  );
}
