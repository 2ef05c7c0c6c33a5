import { attributesOf } from './attributes.ts';
import { clustersOf } from './clusters.ts';
import { refuseUncovered } from './coverage.ts';
import { derivedRules } from './derived.ts';
import type { Plan, PlanCluster, PlanDataset } from './plan.ts';
import { hasErrors, type Problem, sortProblems } from './problem.ts';
import {
  copiesGoneAfterDays,
  copiesOf,
  type ReadInventory,
  readInventory,
  storeOf,
  timesOf,
} from './read-inventory.ts';
import { planPlatforms } from './read-platforms.ts';
import { planPolicy, type ReadPolicy, readPolicy } from './read-policy.ts';
import { planRecipients } from './read-recipients.ts';
import { refuseUnrelated, takeOthersAlong } from './several-subjects.ts';
import type { SourceFile } from './source.ts';
import { orderVersions } from './versions/order-versions.ts';

/**
 * Opening a case writes it and one timer per cluster in one transaction; DynamoDB allows 100 writes in one, and the case, the
 * subject and its tombstone need some.
 */
const MOST_CLUSTERS = 90;

export interface Compiled {
  /** Null where any problem is an error, or where there is no inventory to plan for. */
  readonly plan: Plan | null;
  /** In reading order; warnings among them. */
  readonly problems: readonly Problem[];
}

/**
 * Compiles the policies and the inventory into the plan that the functions carry. Pure: reads no disk, never throws over what people
 * wrote. The same files give the same plan, byte for byte, in whatever order they are named.
 */
export function compile(files: {
  policies: readonly SourceFile[];
  inventory: SourceFile | null;
  /** Versions of the same policies that came before: what they promised still binds what was collected under them. */
  earlier?: readonly SourceFile[];
}): Compiled {
  const policies = files.policies.map(readPolicy);
  const earlier = (files.earlier ?? []).map(readPolicy);
  const byId = indexPolicies(policies);
  const versions = orderVersions([...byId.values()], earlier);
  const inventory = files.inventory === null ? null : readInventory(files.inventory);
  const datasets = inventory === null ? new Map() : planDatasets(inventory, byId, policies);
  const recipients = inventory === null ? {} : planRecipients(inventory);
  const platforms = inventory === null ? [] : planPlatforms(inventory, byId, policies);
  if (inventory !== null) refuseUncovered(inventory, [...byId.values()]);

  const problems = sortProblems([
    ...[...policies, ...earlier].flatMap((p) => p.report.problems),
    ...(inventory?.report.problems ?? []),
  ]);
  if (inventory === null || hasErrors(problems)) return { plan: null, problems };
  return {
    plan: {
      format: 'expunge-plan/1',
      policies: byName(
        [...byId].map(([id, policy]) => [
          id,
          planPolicy(policy, derivedRules(policy, datasets.values()), versions.get(id)),
        ]),
      ),
      datasets: byName([...datasets]),
      ...checkedTables(inventory),
      recipients,
      ...(platforms.length > 0 && { platforms }),
    },
    problems,
  };
}

/** Checks one policy file alone: its form, its decisions, its rules. */
export function checkPolicy(file: SourceFile): { readonly problems: readonly Problem[] } {
  return { problems: sortProblems(readPolicy(file).report.problems) };
}

function indexPolicies(policies: readonly ReadPolicy[]): Map<string, ReadPolicy> {
  const byId = new Map<string, ReadPolicy>();
  for (const policy of policies) {
    if (policy.file === null) continue;
    const { policy: id } = policy.file;
    const other = byId.get(id);
    if (other !== undefined) {
      policy.report.error('POLICY_CONFLICT', ['policy'], {
        message: `policy \`${id}\` stands in two files; the other is ${other.source.file.path}`,
        remedy: 'give each policy its own id, and keep one version of each active',
      });
    } else byId.set(id, policy);
  }
  return byId;
}

function planDatasets(
  inventory: ReadInventory,
  policies: ReadonlyMap<string, ReadPolicy>,
  files: readonly ReadPolicy[],
): Map<string, PlanDataset> {
  const planned = new Map<string, PlanDataset>();
  const counts = new Map<string, number>();
  const { report } = inventory;
  if (inventory.file !== null) refuseUnrelated(inventory.file, report);
  // A policy that could not be read has been reported; saying of each of its datasets that there is no such policy would bury that.
  const allRead = files.every(({ file }) => file !== null);
  for (const [id, dataset] of Object.entries(inventory.file?.datasets ?? {})) {
    if (policies.has(id)) {
      report.error('INVENTORY_INVALID', ['datasets', id], {
        part: 'key',
        message: `dataset \`${id}\` has the id of a policy: a hold on the one would be a hold on the other`,
        remedy: `give it another id, such as \`${id}-records\``,
      });
    }
    const policy = policies.get(dataset.policy);
    if (policy === undefined) {
      if (!allRead) continue;
      const known = [...policies.keys()].map((name) => `\`${name}\``).join(', ');
      report.error('INVENTORY_INVALID', ['datasets', id, 'policy'], {
        message: `there is no policy \`${dataset.policy}\``,
        remedy:
          known === ''
            ? 'name the policy’s file to the compiler'
            : `write one of ${known}, or name its file to the compiler`,
      });
      continue;
    }
    const clusters: PlanCluster[] = clustersOf(id, dataset, policy, report);
    const timers = mostTimers(clusters);
    const count = (counts.get(dataset.policy) ?? 0) + timers;
    if (count > MOST_CLUSTERS && count - timers <= MOST_CLUSTERS) {
      report.error('INVENTORY_INVALID', ['datasets', id], {
        part: 'key',
        message: `with dataset \`${id}\` policy \`${dataset.policy}\` has more than ${MOST_CLUSTERS} clusters; a case is opened in one transaction, which cannot hold more`,
        remedy: 'use fewer datasets or fewer rules under one policy, or split the policy by product',
      });
    }
    counts.set(dataset.policy, count);
    planned.set(id, {
      id,
      policy: dataset.policy,
      ...(dataset.of !== undefined && { of: dataset.of }),
      store: storeOf(dataset),
      times: timesOf(dataset),
      clusters,
      ...(dataset.dayBudget !== undefined && { dayBudget: dataset.dayBudget }),
      copiesGoneAfterDays: copiesGoneAfterDays(dataset),
      copies: copiesOf(dataset),
      attributes: attributesOf(dataset),
      recipients: [...new Set(dataset.recipients ?? [])].sort(),
    });
  }
  return inventory.file === null ? planned : takeOthersAlong(planned, inventory.file, policies, report);
}

/** Left out where no table is to be looked into: most plans have none. */
function checkedTables({ file }: ReadInventory): Pick<Plan, 'checked'> {
  const tables = (file?.notPersonal ?? []).flatMap((entry) => ('table' in entry && entry.check ? [entry.table] : []));
  return tables.length === 0 ? {} : { checked: [...new Set(tables)].sort() };
}

/** How many of a dataset's clusters one case can be about: the written ones, or categories one by one. */
function mostTimers(clusters: readonly PlanCluster[]): number {
  const alone = clusters.filter(({ rule }) => rule.startsWith('~')).length;
  return Math.max(alone, clusters.filter(({ only }) => only === undefined).length);
}

function byName<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}
