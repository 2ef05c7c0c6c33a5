import { restrictions } from '../inspect.ts';
import { type Check, type Findings, faults, lastLook, listed } from './check.ts';

/** What became of the records, in the stores themselves. */
export function recordChecks(findings: Findings): readonly Check[] {
  return [
    tagged(findings),
    gone(findings),
    versionsGone(findings),
    untouched(findings),
    anonymous(findings),
    closed(findings),
    restricted(findings),
  ];
}

function tagged({ tagging, ledger }: Findings): Check {
  return {
    promise: 'P7',
    name: 'every record that was stored has a tag for each rule that will erase something of it',
    ok: tagging.missing === 0 && tagging.tagged > 0,
    detail: `${tagging.tagged} of ${ledger.entries.size} records seen with their tags, ${tagging.unseen} gone before, ${tagging.missing} without`,
  };
}

function gone(findings: Findings): Check {
  const late = faults(findings, ['late'], { closed: false });
  return {
    promise: 'P2',
    name: 'every record past its effective period is gone or anonymised',
    ok: late.length === 0,
    detail: `${due(findings)} were due, looked at ${findings.looks.length} times; still there too late: ${listed(late)}`,
  };
}

function versionsGone(findings: Findings): Check {
  const late = faults(findings, ['late'], { versions: true });
  const { verdicts } = lastLook(findings);
  const versions = [...findings.ledger.entries.values()].filter(({ original }) => original.kind !== 'item');
  const markers = versions.filter(({ original }) => original.kind === 'marker').length;
  const left = versions.filter(({ id }) => verdicts.get(id)?.is !== 'gone').length;
  return {
    promise: 'P2',
    name: 'of objects, every version and every delete marker past its period is gone',
    ok: late.length === 0,
    detail: `${versions.length} versions written, ${markers} of them delete markers; ${versions.length - left} gone, ${left} not due; too late: ${listed(late)}`,
  };
}

function untouched(findings: Findings): Check {
  const early = faults(findings, ['early', 'altered']);
  const strangers = findings.looks.reduce((sum, look) => sum + look.strangers, 0);
  const same = [...lastLook(findings).verdicts.values()].filter((verdict) => verdict.is === 'untouched').length;
  return {
    promise: 'P1',
    name: 'nothing is erased early, and no other record has changed',
    ok: early.length === 0 && strangers === 0,
    detail: `${same} records have the SHA-256 digest they were written with; changed or gone without reason: ${listed(early)}`,
  };
}

function anonymous(findings: Findings): Check {
  const residue = faults(findings, ['residue']);
  const count = [...lastLook(findings).verdicts.values()].filter((verdict) => verdict.is === 'anonymised').length;
  return {
    promise: 'P2',
    name: 'anonymised records hold none of the original values, and their other fields are untouched',
    ok: residue.length === 0 && faults(findings, ['altered']).length === 0,
    detail: `${count} anonymised records compared field by field; originals left in ${listed(residue)}`,
  };
}

function closed(findings: Findings): Check {
  const { ledger } = findings;
  const late = faults(findings, ['late'], { closed: true });
  const records = [...ledger.entries.values()].filter((entry) => ledger.closing(entry) !== undefined);
  const accounts = new Set(records.map(({ policy, subject }) => `${policy} ${subject}`)).size;
  const left = records.filter(({ id }) => lastLook(findings).verdicts.get(id)?.is !== 'gone').length;
  return {
    promise: 'P2',
    name: "a closed account's records are gone within the deadline of 15 working days, but for what a floor keeps",
    ok: late.length === 0,
    detail: `${accounts} accounts closed with ${records.length} records, ${records.length - left} of them deleted; too late: ${listed(late)}`,
  };
}

/** PIPL 47: what may not go yet is restricted, and everybody can see until when. */
function restricted(findings: Findings): Check {
  const { ledger, registry } = findings;
  const look = lastLook(findings);
  const expected = new Map<string, number>();
  let records = 0;
  for (const entry of ledger.entries.values()) {
    const verdict = look.verdicts.get(entry.id);
    const kept = verdict === undefined ? [] : restrictions(entry, verdict, ledger, look.at);
    if (kept.length > 0) records++;
    for (const { rule, floorEnds } of kept) {
      const name = `${entry.policy} ${entry.subject} ${entry.dataset} ${rule}`;
      expected.set(name, Math.max(expected.get(name) ?? 0, floorEnds ?? 0));
    }
  }
  const shown = new Map<string, number>();
  for (const tag of registry.tags.filter(({ state }) => state === 'restricted')) {
    const subject = registry.named.get(tag.ref);
    shown.set(`${subject?.policy} ${subject?.id} ${tag.dataset} ${tag.rule}`, tag.until ?? Number.POSITIVE_INFINITY);
  }
  const wrong = [...expected].filter(([name, until]) => shown.get(name) !== until).length;
  const extra = [...shown.keys()].filter((name) => !expected.has(name)).length;
  const dateless = [...expected.values()].filter((until) => until === Number.POSITIVE_INFINITY).length;
  return {
    promise: 'P1',
    name: 'what a floor keeps of a closed account is there, is restricted, and has the day it goes',
    ok: wrong === 0 && extra === 0,
    detail: `${records} records in ${expected.size} clusters, ${dateless} of them with an order not completed yet, whose floor has no end; wrong date or no restriction: ${wrong}, restricted without reason: ${extra}`,
  };
}

/** Records whose deletion or anonymising had to be done by the last look. */
export function due(findings: Findings): number {
  const { ledger } = findings;
  const { at } = lastLook(findings);
  return [...ledger.entries.values()].filter((entry) => ledger.fates(entry).some(({ latest }) => latest <= at)).length;
}
