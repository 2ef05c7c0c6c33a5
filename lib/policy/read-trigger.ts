import type { Decisions } from './decisions.ts';
import type { PlanGate, PlanTrigger, ScopeKind, TriggerKind } from './plan.ts';
import type { PolicyFile, TriggersText } from './policy-schema.ts';
import { demandDecision, settleSpan } from './read-rule.ts';
import type { Report } from './report.ts';
import type { Path } from './source.ts';
import { TRIGGER_KINDS, TRIGGER_SCOPES, type TriggerText } from './trigger-schema.ts';

/** Ids that Expunge gives itself: the gate behind which a case waits that contradicts what is known. */
const RESERVED_GATES = ['doubt'];

/** Where a narrower scope finds what it may name. */
const SOURCES = {
  permission: { key: 'permissions', word: 'permission' },
  plugin: { key: 'plugins', word: 'plug-in' },
} as const;

export type ReadTriggers = Partial<Record<TriggerKind, PlanTrigger>>;

/** The triggers of a policy, in the order of their kinds. One with a fault is left out; it has been reported. */
export function readTriggers(policy: PolicyFile, decisions: Decisions, report: Report): ReadTriggers {
  const triggers: TriggersText = policy.triggers ?? {};
  const read = TRIGGER_KINDS.flatMap((kind) => {
    const trigger = triggers[kind];
    const plan = trigger === undefined ? null : readTrigger(kind, trigger, policy, decisions, report);
    return plan === null ? [] : [[kind, plan] as const];
  });
  return Object.fromEntries(read);
}

function readTrigger(
  kind: TriggerKind,
  trigger: TriggerText,
  policy: PolicyFile,
  decisions: Decisions,
  report: Report,
): PlanTrigger | null {
  const path = ['triggers', kind];
  const clause = trigger.clause.at;
  const deadline = decisions.settle('deadline', trigger.deadline, [...path, 'deadline']);
  const from = decisions.settle('deadlineFrom', trigger.deadlineFrom, [...path, 'deadlineFrom']);
  demandDecision(trigger.clause, [trigger.deadline, trigger.deadlineFrom], path, report);
  const covers = readCovers(trigger, policy, path, report);
  const scopes = readScopes(kind, trigger, policy, report);
  const gates = readGates(trigger, decisions, path, report);
  const reply = readAnswer(trigger.reply, [...path, 'reply'], decisions, report);
  if (from?.value === 'preconditions met' && gates.length === 0) {
    report.error('POLICY_CONFLICT', from.path, {
      clause,
      message: `the deadline of \`${kind}\` runs from the day its preconditions are met, but it has none`,
      remedy: 'name them under `gates`, or write `receipt`',
    });
  }
  const span = deadline === null ? null : settleSpan(deadline, clause, report);
  if (span === null || from === null) return null;
  const decision = deadline?.decision ?? null;
  return {
    clause:
      'silent' in trigger.clause && decision !== null ? `operator decision ${decision} (${clause} is silent)` : clause,
    scopes,
    deadline: span.canonical,
    deadlineFrom: from.value === 'receipt' ? 'receipt' : 'preconditions met',
    reply: reply?.deadline ?? null,
    gates,
    covers,
    action: trigger.action ?? null,
  };
}

/** When a person is answered. Null where nothing is promised, or what is written has a fault; that has been reported. */
export function readAnswer(
  answer: TriggerText['reply'],
  path: Path,
  decisions: Decisions,
  report: Report,
): { readonly deadline: string; readonly clause: string } | null {
  if (answer === undefined) return null;
  const clause = answer.clause.at;
  const deadline = decisions.settle('deadline', answer.deadline, [...path, 'deadline']);
  decisions.settle('answerFrom', answer.deadlineFrom, [...path, 'deadlineFrom']);
  demandDecision(answer.clause, [answer.deadline, answer.deadlineFrom], path, report);
  const span = deadline === null ? null : settleSpan(deadline, clause, report);
  return span === null ? null : { deadline: span.canonical, clause };
}

function readCovers(trigger: TriggerText, policy: PolicyFile, path: Path, report: Report): string[] {
  const ids = Object.keys(policy.rules);
  const covers = trigger.covers === 'all' ? ids : trigger.covers;
  covers.forEach((rule, index) => {
    if (ids.includes(rule)) return;
    report.error('POLICY_INVALID', [...path, 'covers', index], {
      clause: trigger.clause.at,
      message: `there is no rule \`${rule}\``,
      remedy: `write ${ids.map((known) => `\`${known}\``).join(', ')}, or \`all\``,
    });
  });
  return [...new Set(covers)].sort();
}

function readScopes(kind: TriggerKind, trigger: TriggerText, policy: PolicyFile, report: Report): ScopeKind[] {
  const path = ['triggers', kind];
  const clause = trigger.clause.at;
  const possible = TRIGGER_SCOPES[kind];
  const words = possible.map((scope) => `\`${scope}\``).join(', ');
  if (trigger.scopes === undefined && possible.length > 1) {
    report.error('POLICY_INVALID', path, {
      part: 'key',
      clause,
      message: `\`${kind}\` does not say what it may be about`,
      remedy: `add \`scopes\`: some of ${words}`,
    });
  }
  const scopes = trigger.scopes ?? possible.slice(0, 1);
  scopes.forEach((scope, index) => {
    const place = [...path, 'scopes', index];
    if (!possible.includes(scope)) {
      report.error('POLICY_INVALID', place, {
        clause,
        message: `\`${kind}\` cannot be about \`${scope}\``,
        remedy: `write ${possible.length === 1 ? words : `some of ${words}`}`,
      });
    }
    const source = scope === 'permission' || scope === 'plugin' ? SOURCES[scope] : null;
    if (source !== null && policy[source.key] === undefined) {
      report.error('POLICY_INVALID', place, {
        clause,
        message: `\`${kind}\` may be about a ${source.word}, but the policy names none`,
        remedy: `add \`${source.key}\`: each ${source.word} with the categories that are collected by it`,
      });
    }
  });
  return possible.filter((scope) => scopes.includes(scope));
}

function readGates(trigger: TriggerText, decisions: Decisions, path: Path, report: Report): PlanGate[] {
  return Object.entries(trigger.gates ?? {}).flatMap(([id, gate]) => {
    const place = [...path, 'gates', id];
    if (RESERVED_GATES.includes(id)) {
      report.error('POLICY_INVALID', place, {
        part: 'key',
        clause: gate.clause.at,
        message: `\`${id}\` is a gate that Expunge closes by itself, where events contradict each other`,
        remedy: 'give the gate another name',
      });
    }
    demandDecision(gate.clause, [gate.required], place, report);
    const required =
      gate.required === undefined ? 'yes' : decisions.settle('required', gate.required, [...place, 'required'])?.value;
    return required === 'no' ? [] : [{ id, clause: gate.clause.at }];
  });
}
