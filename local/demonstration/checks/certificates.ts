import type { Receipt } from '../../../lib/evidence/index.ts';
import type { Stage } from '../../../lib/evidence/statement.ts';
import type { PublishedCertificate } from '../published-certificates.ts';
import { type Check, type Findings, lastLook, listed } from './check.ts';

/** A stage is stated at one look of certify and issued at the next: what came true this shortly before the end may wait. */
const ON_ITS_WAY = 60 * 60_000;

/** Who closed an account gets the certificates of what became of it, and nobody gets one that says too much. */
export function certificateChecks(findings: Findings): readonly Check[] {
  return [issued(findings), verified(findings), keptBack(findings)];
}

/** Of each case that is done: those stages that its receipts say it has reached, each with the receipts that were there. */
function issued(findings: Findings): Check {
  const { registry, receipts, certificates } = findings;
  const end = lastLook(findings).at;
  const receiptsOf = Map.groupBy(receipts.all, caseOf);
  const certificatesOf = Map.groupBy(certificates, (one) => one.case);
  const completed = registry.cases.filter(({ state }) => state === 'completed').map(({ id }) => id);
  const wrong = completed.filter((id) => {
    const [of, has] = [receiptsOf.get(id) ?? [], certificatesOf.get(id) ?? []];
    const stages = has.map(({ stage }) => stage).join();
    return !stagesReached(of, end).includes(stages) || !has.every((one) => countsAll(one, of));
  });
  const strangers = [...certificatesOf.keys()].filter((id) => !completed.includes(id));
  return {
    promise: 'P4',
    name: 'every case that is done has the certificates of the stages it has reached, with all of its receipts',
    ok: wrong.length === 0 && strangers.length === 0,
    detail: `${completed.length} cases done, ${certificates.length} certificates (${stageCounts(certificates)}); different from what the receipts say: ${wrong.length}, without a case that is done: ${strangers.length}`,
  };
}

function verified({ certificates }: Findings): Check {
  const problems = certificates.flatMap((one) => one.problems.map((what) => `${what} in ${one.case}/${one.stage}`));
  const named = certificates.filter((one) => one.named).length;
  return {
    promise: 'P4',
    name: "every certificate verifies under the published key, and its page too, and against its subject's own identifier",
    ok: problems.length === 0 && (named > 0 || certificates.length === 0),
    detail: `${certificates.length} certificates, as JSON and as pages; ${named} of them held against the identifier of the subject; wrong: ${listed(problems)}`,
  };
}

/** What a floor still keeps is in no certificate, and the case says what it waits for. */
function keptBack({ registry, certificates }: Findings): Check {
  const certified = new Set(certificates.map((one) => one.case));
  const waiting = registry.cases.filter(({ state }) => state !== 'completed');
  const early = waiting.filter(({ id }) => certified.has(id)).length;
  const silent = waiting.filter(({ refusal }) => refusal.length === 0).length;
  return {
    promise: 'P7',
    name: 'no certificate is issued while anything remains, and the case says what',
    ok: early + silent === 0,
    detail: `${waiting.length} cases with something left; certified all the same ${early}, without a reason ${silent}`,
  };
}

/** As its receipts have it: the stages in order. More than one answer where the last was reached a moment before the end. */
function stagesReached(receipts: readonly Receipt[], end: number): readonly string[] {
  const ends = receipts.flatMap(({ copiesGoneBy }) => (copiesGoneBy === null ? [] : [Date.parse(copiesGoneBy)]));
  const lists = (...stages: readonly Stage[]) => stages.join();
  if (ends.length === 0) return [lists('erased', 'final')];
  const gone = Math.max(...ends);
  const without = lists('erased', 'beyond-use');
  const whole = lists('erased', 'beyond-use', 'final');
  if (gone > end) return [without];
  return gone > end - ON_ITS_WAY ? [without, whole] : [whole];
}

/** The receipts of its case that there were when it was stated, and no others. */
function countsAll(certificate: PublishedCertificate, ofCase: readonly Receipt[]): boolean {
  const there = ofCase.filter(({ verifiedAt }) => Date.parse(verifiedAt) <= certificate.statedAt);
  return `${there.map(({ id }) => id).sort()}` === `${[...certificate.receipts].sort()}`;
}

function stageCounts(certificates: readonly PublishedCertificate[]): string {
  const counts = Map.groupBy(certificates, ({ stage }) => stage);
  return [...counts].map(([stage, all]) => `${all.length} ${stage}`).join(', ');
}

const caseOf = ({ trigger }: Receipt): string => ('case' in trigger ? trigger.case : '');
