import { createHash } from 'node:crypto';
import { safeParse } from '../safe-parse.ts';
import { checkProvisions } from './check-provisions.ts';
import { createDecisions, type Settled } from './decisions.ts';
import { explain } from './explain.ts';
import type { PlanPolicy, PlanRule } from './plan.ts';
import { assignCategories, refuseKeepingForEver, refuseProhibited } from './policy-checks.ts';
import { type PolicyFile, policySchema } from './policy-schema.ts';
import type { Problem } from './problem.ts';
import { checkRequests, planRequests } from './read-requests.ts';
import { type ReadRule, readRule } from './read-rule.ts';
import { type ReadTriggers, readAnswer, readTriggers } from './read-trigger.ts';
import { createReport, type Report } from './report.ts';
import { readSource, type Source, type SourceFile } from './source.ts';
import { earlierPromises } from './versions/earlier-promises.ts';

/** A policy that has been read and understood as far as it could be; what could not is among the problems. */
export interface ReadPolicy {
  readonly source: Source;
  readonly report: Report;
  /** Null where the file is not of the policy's form at all. */
  readonly file: PolicyFile | null;
  readonly rules: ReadonlyMap<string, ReadRule>;
  /** Category → the one rule that decides about it. */
  readonly ruleOf: ReadonlyMap<string, string>;
  readonly triggers: ReadTriggers;
  readonly complaint: PlanPolicy['answers']['complaint'];
  readonly zone: string | null;
  /** The civil date from which it binds. */
  readonly effective: string | null;
  readonly controller: string | null;
  readonly residency: 'CN-mainland' | null;
  readonly digest: string;
}

/** Reads one policy file: its form, its decisions, its rules and triggers. Everything that concerns this file alone. */
export function readPolicy(file: SourceFile): ReadPolicy {
  const source = readSource(file, 'POLICY_INVALID');
  const report = createReport(source);
  const digest = createHash('sha256').update(file.text, 'utf8').digest('hex');
  const nothing = {
    source,
    report,
    digest,
    file: null,
    rules: new Map(),
    ruleOf: new Map(),
    triggers: {},
    complaint: null,
    zone: null,
    effective: null,
    controller: null,
    residency: null,
  };
  if (source.problems.length > 0) return { ...nothing, report: { ...report, problems: source.problems } };
  const parsed = safeParse(policySchema, source.data);
  if (!parsed.success) {
    const problems: readonly Problem[] = explain(policySchema, source, parsed.error.issues, 'POLICY_INVALID');
    return { ...nothing, report: { ...report, problems } };
  }

  const policy = parsed.data;
  const decisions = createDecisions(policy, report);
  const controller = decisions.settle('controller', policy.controller, ['controller'])?.value ?? null;
  const effective = decisions.settle('effective', policy.effective, ['effective'])?.value ?? null;
  const residency =
    policy.residency === undefined ? null : decisions.settle('residency', policy.residency.in, ['residency', 'in']);
  const rules = new Map<string, ReadRule>();
  for (const [id, rule] of Object.entries(policy.rules)) {
    const read = readRule(id, rule, decisions, report);
    if (read !== null) rules.set(id, read);
  }
  const result: ReadPolicy = {
    source,
    report,
    digest,
    file: policy,
    rules,
    ruleOf: assignCategories(policy, report),
    triggers: readTriggers(policy, decisions, report),
    complaint: readAnswer(policy.complaints, ['complaints'], decisions, report),
    zone: readZone(decisions.settle('zone', policy.zone, ['zone']), report),
    effective,
    controller,
    residency: residency?.value === 'CN-mainland' ? 'CN-mainland' : null,
  };
  refuseKeepingForEver(policy, rules.values(), report);
  refuseProhibited(policy, report);
  checkRequests(policy, report);
  checkProvisions(policy, report);
  decisions.reportUnused();
  return result;
}

/**
 * The policy as the functions carry it, with the rules derived for its triggers. Only for a policy without errors.
 * @param versions the policy's versions, the oldest first, itself last.
 */
export function planPolicy(
  read: ReadPolicy,
  derived: readonly [string, PlanRule][] = [],
  versions: readonly ReadPolicy[] = [read],
): PlanPolicy {
  const { file, zone, controller } = read;
  if (file === null || zone === null || controller === null) throw new TypeError('a policy with errors has no plan');
  const rules = [...read.rules.values()].map((rule): [string, PlanRule] => {
    const earlier = earlierPromises(rule, versions);
    const planned: PlanRule = {
      id: rule.id,
      clause: rule.clause,
      start: rule.start,
      period: rule.period?.canonical ?? null,
      window: rule.window,
      floor:
        rule.floor === null || rule.law === null
          ? null
          : { period: rule.floor.span.canonical, start: rule.floor.start, law: rule.law },
      ...(earlier.length > 0 && { earlier }),
    };
    return [rule.id, planned];
  });
  return {
    id: file.policy,
    version: file.version,
    digest: read.digest,
    controller,
    zone,
    residency: read.residency,
    categories: Object.fromEntries(
      Object.entries(file.categories)
        .filter(([, { stored }]) => stored !== false)
        .map(([id, { term }]) => [id, term] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    rules: Object.fromEntries([...rules, ...derived]),
    grounds: Object.fromEntries(Object.entries(file.grounds ?? {}).map(([id, { clause }]) => [id, clause.at])),
    ...planRequests(file),
    answers: { complaint: read.complaint },
    triggers: read.triggers,
  };
}

function readZone(settled: Settled | null, report: Report): string | null {
  if (settled === null) return null;
  try {
    // Only names: an offset such as +08:00 knows nothing of a zone's history.
    if (/^(UTC|[A-Za-z_]+\/[A-Za-z0-9_+/-]+)$/.test(settled.value)) {
      new Intl.DateTimeFormat('en', { timeZone: settled.value });
      return settled.value;
    }
  } catch {
    // Falls through to the report: the machine's own table does not know this zone.
  }
  report.error('POLICY_INVALID', settled.path, {
    message: `there is no time zone \`${settled.value}\``,
    remedy: 'write an IANA name such as `Asia/Shanghai`',
  });
  return null;
}
