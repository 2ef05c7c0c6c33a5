import { unmarshall } from '@aws-sdk/util-dynamodb';
import { evidenceEpochs, registryReferences } from '../../../functions/wiring/keys.ts';
import type { Receipt } from '../../../lib/evidence/index.ts';
import { canonical } from '../../../local/demonstration/appearance.ts';
import { listKeys, lookAtStores, scan, takeMessages } from '../../../local/demonstration/look.ts';
import { publishLogs } from '../../../local/demonstration/published-log.ts';
import { copyReceipts } from '../../../local/demonstration/receipts.ts';
import { inFolder, type Stage } from './stage.ts';
import type { Cast } from './story.ts';

/** What a story left behind, told so that two plays of it can be laid side by side: by people's names, without times. */
export interface FinalState {
  /** Every record that is left, with all it holds: of a table by its key, of objects by name with their versions in order. */
  readonly stores: ReadonlyMap<string, string>;
  /** Every item of the registry that says what is known and what is still to come. */
  readonly registry: readonly string[];
  /** Shards with a page that is announced, and timers that were given up. */
  readonly unfinished: readonly string[];
  /** The outcomes on the receipts of each cluster, `<person> <dataset>#<rule>`. */
  readonly proofs: ReadonlyMap<string, readonly string[]>;
  /** What is wrong with the log and the receipts in it. */
  readonly problems: readonly string[];
  readonly certificates: readonly string[];
  /** Who was told of which case, each once, and how many notices and letters there were. */
  readonly told: readonly string[];
  /** What is in queues that should be empty, and what was delivered nowhere. */
  readonly letters: readonly string[];
  readonly receipts: number;
}

/**
 * Partitions that say how far work has come and when somebody looks, not what is known: planned timers, which nobody ever
 * deletes; the shards' pages; the walks; the log's head, which is looked at with the log; what is left of budgets.
 */
const PROGRESS = /^[WPKLEB]#/;
/** Of an item: random, or depends on when somebody looked. */
const CHANCE = new Set(['binding', 'receipts', 'attempts', 'turn', 'refusal', 'seen']);
/** The keyed hash of a record, which says itself where it is. */
const RECORD = /^(TAG#[^#]+#[^#]+|PURPOSE#[^#]+)#[\w-]{12}$/;
/** The runtime says so of an event that neither its target nor a dead-letter queue has taken. */
const LOST = /^LOST /;
const REFERENCE = /(?<![\w-])[\w-]{22}(?![\w-])/g;
/** What tells urgent timers of one cluster and second apart comes last. */
const NONCE = /#[^#]*$/;
const INSTANT = /\d{4}-\d\d-\d\dT[\d:.]+Z/g;

export async function finalStateOf(stage: Stage, cast: Cast): Promise<FinalState> {
  const { scene, plan } = stage;
  const { clients } = scene.runtime;
  const names = await namesOf(stage, cast);
  const named = (text: string) => text.replaceAll(REFERENCE, (ref) => names.get(ref) ?? ref);
  const registry = new Set<string>();
  const unfinished: string[] = [];
  for await (const page of scan(clients.dynamodb(), scene.registry)) {
    for (const raw of page) {
      const { pk, sk, ...rest } = unmarshall(raw);
      if (pk.startsWith('W#') && rest.announced?.length > 0) unfinished.push(`page of ${pk}`);
      if (rest.pausedAt !== undefined) unfinished.push(`${pk} is paused`);
      if (rest.stuck !== undefined) unfinished.push(named(`${pk} ${sk} ${rest.stuck}`));
      if (PROGRESS.test(pk)) continue;
      // Two timers for one cluster look at it once more than one does.
      const line = pk.startsWith('U#')
        ? `${pk.slice(0, -2)} ${timeless(sk.replace(NONCE, ''))}`
        : `${pk} ${timeless(sk.replace(RECORD, '$1'))}`;
      registry.add(named(`${line} ${canonical(withoutChance(rest))}`));
    }
  }
  const letters = stage.deployed.lines.filter((line) => LOST.test(line));
  for (const [name, url] of scene.failures)
    for (const body of await takeMessages(clients.sqs(), url)) letters.push(`${name}: ${body.slice(0, 300)}`);
  const { all, problems, repeated, missing } = await inFolder(async (folder) => {
    const logs = await publishLogs(scene, folder);
    const receipts = await copyReceipts(scene, logs, folder);
    return {
      ...receipts,
      problems: logs.flatMap(({ origin, problem }) => (problem === null ? [] : [`${origin}: ${problem}`])),
    };
  });
  const certificates = await certificatesOf(stage);
  return {
    stores: storesOf(await lookAtStores(plan, clients.dynamodb(), clients.s3())),
    registry: [...registry].sort(),
    unfinished,
    proofs: proofsOf(all, names),
    problems: [
      ...problems,
      ...(repeated > 0 ? [`${repeated} receipts came twice under one id`] : []),
      ...(missing > 0 ? [`${missing} entries of the log have no receipt`] : []),
    ],
    certificates: certificates.map(named).sort(),
    told: [...new Set(cast.recipients.notices.map(({ case: id, recipient }) => named(`${id} ${recipient}`)))].sort(),
    letters,
    receipts: all.length,
  };
}

/** Who stands behind which reference, and what was said behind which case. */
async function namesOf({ scene }: Stage, { population, said }: Cast): Promise<Map<string, string>> {
  const { runtime, referenceKey, registry } = scene;
  const kms = runtime.clients.kms();
  const references = await registryReferences(kms, referenceKey)();
  const evidenceKey = runtime.resource('ExpungeState/State/Keys/EvidenceKey').physicalId;
  const epochs = evidenceEpochs(kms, evidenceKey, runtime.clients.dynamodb(), registry);
  const names = new Map<string, string>();
  for (const { policy, id } of population.subjects) names.set(references.subject(policy, id), id);
  for (const { policy, id } of said) names.set(references.case(policy, id), `<${id}>`);
  for (const { id: epoch } of await epochs.list()) {
    const key = await epochs.key(epoch);
    for (const { policy, id } of population.subjects) if (key !== null) names.set(key.reference(policy, id).ref, id);
  }
  return names;
}

function storesOf(seen: Awaited<ReturnType<typeof lookAtStores>>): Map<string, string> {
  const stores = new Map<string, string>();
  const versions = new Map<string, string[]>();
  for (const [id, shown] of seen) {
    if (shown.kind === 'item') stores.set(id, canonical(shown.raw));
    else {
      const object = JSON.stringify(JSON.parse(id).slice(0, -1));
      const version = shown.kind === 'marker' ? 'marker' : `${shown.etag} ${shown.size}`;
      versions.set(object, [...(versions.get(object) ?? []), version]);
    }
  }
  for (const [object, all] of versions) stores.set(object, all.join(', '));
  return stores;
}

function proofsOf(receipts: readonly Receipt[], names: ReadonlyMap<string, string>): Map<string, readonly string[]> {
  const proofs = new Map<string, readonly string[]>();
  for (const { dataset, rule, subject, outcome } of receipts) {
    const cluster = `${names.get(subject.ref) ?? subject.ref} ${dataset}#${rule.id}`;
    proofs.set(cluster, [...(proofs.get(cluster) ?? []), outcome]);
  }
  return proofs;
}

async function certificatesOf({ scene }: Stage): Promise<string[]> {
  return listKeys(scene.runtime.clients.s3(), scene.evidence, 'certificates/');
}

const timeless = (text: string) => text.replaceAll(/\b\d{10}\b/g, '<time>').replaceAll(INSTANT, '<time>');

function withoutChance(value: unknown): unknown {
  if (typeof value === 'number') return value > 1e9 ? '<time>' : value;
  if (typeof value === 'string') return timeless(value);
  if (value instanceof Set) return [...value].sort();
  if (Array.isArray(value)) return value.map(withoutChance);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, entry]) => (CHANCE.has(key) ? [] : [[key, withoutChance(entry)]])),
  );
}
