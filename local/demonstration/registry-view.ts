import { unmarshall } from '@aws-sdk/util-dynamodb';
import { canonical } from './appearance.ts';
import { scan } from './look.ts';
import type { Scene } from './scene.ts';

/** The registry's items as they lie in its table (docs/formats.md, Registry), read by a plain scan. */
export interface RegistryView {
  /** Registry reference → the subject it names; absent where the id is gone. */
  readonly named: ReadonlyMap<string, { readonly policy: string; readonly id: string }>;
  readonly tags: readonly TagItem[];
  readonly cases: readonly CaseItem[];
  /** Services that have ended. */
  readonly shutDowns: readonly ShutDownItem[];
  /** Timers of what is due now or nearly. */
  readonly urgent: readonly UrgentItem[];
  /** Everything, as text: two views with equal texts are equal. */
  readonly text: string;
}

export interface TagItem {
  readonly ref: string;
  readonly dataset: string;
  readonly rule: string;
  readonly state: string;
  readonly until: number | null | undefined;
  /** The key of one record, in datasets that cannot be searched by subject. */
  readonly at: string | undefined;
}

export interface CaseItem {
  readonly id: string;
  readonly ref: string;
  readonly policy: string;
  readonly trigger: string;
  readonly state: string;
  readonly receivedAt: number;
  readonly deadline: number;
  /** When all that may go had gone; null: not yet. */
  readonly answeredAt: number | null;
  /** What it has to wait for. */
  readonly gates: readonly string[];
  /** Why its next certificate is not issued: kinds of reasons; none: nothing keeps it back. */
  readonly refusal: readonly string[];
}

export interface ShutDownItem {
  readonly id: string;
  readonly policy: string;
  readonly gates: readonly string[];
}

export interface UrgentItem {
  readonly startAt: number;
  readonly ref: string;
  readonly dataset: string;
  readonly rule: string;
  readonly stuck: string | undefined;
}

/** Partitions of who looks when, and of what looking came to. */
const LOOKS: ReadonlySet<string> = new Set(['D#certificate', 'K#walk', 'K#audit']);
/** Partition of the ends of services. */
const SHUT_DOWNS = 'K#shut-down';
/** When certify last refused, within a case as text. */
const REFUSED_AT = /(?<="refusal":\{"M":\{)"at":\{"N":"\d+"\},/;

export async function viewRegistry({ runtime, registry }: Scene): Promise<RegistryView> {
  const named = new Map<string, { policy: string; id: string }>();
  const tags: TagItem[] = [];
  const cases: CaseItem[] = [];
  const shutDowns: ShutDownItem[] = [];
  const urgent: UrgentItem[] = [];
  const texts: string[] = [];
  for await (const page of scan(runtime.clients.dynamodb(), registry)) {
    for (const raw of page) {
      const item = unmarshall(raw);
      const pk = String(item.pk);
      const sk = String(item.sk);
      const [kind, dataset = '', rule = ''] = sk.split('#');
      // Shards count their pages, and certify and sweep note when they look and looked; that is no change of what is known.
      if (!pk.startsWith('W#') && !LOOKS.has(pk)) texts.push(canonical(raw).replace(REFUSED_AT, ''));
      if (kind === 'SUBJECT' && typeof item.id === 'string')
        named.set(pk.slice(2), { policy: String(item.policy), id: item.id });
      else if (kind === 'TAG')
        tags.push({ ref: pk.slice(2), dataset, rule, state: String(item.state), until: item.until, at: item.at });
      else if (kind === 'CASE')
        cases.push({
          id: pk.slice(2),
          ref: String(item.ref),
          policy: String(item.policy),
          trigger: String(item.trigger),
          state: String(item.state),
          receivedAt: Number(item.receivedAt),
          deadline: Number(item.deadline),
          answeredAt: item.restrictedAt ?? item.completedAt ?? null,
          gates: gatesIn(item),
          refusal: ((item.refusal?.reasons ?? []) as { kind: string }[]).map(({ kind }) => kind),
        });
      else if (pk === SHUT_DOWNS) shutDowns.push({ id: String(item.id), policy: sk, gates: gatesIn(item) });
      else if (pk.startsWith('U#')) {
        const [seconds, ref = '', of = '', by = ''] = sk.split('#');
        urgent.push({ startAt: Number(seconds) * 1000, ref, dataset: of, rule: by, stuck: item.stuck });
      }
    }
  }
  return { named, tags, cases, shutDowns, urgent, text: texts.sort().join('\n') };
}

/** What has to be proven first, met or not. */
function gatesIn({ gates = [] }: { gates?: readonly { id: string }[] }): string[] {
  return gates.map(({ id }) => id);
}
