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
  readonly state: string;
  readonly deadline: number;
  /** Why its next certificate is not issued: kinds of reasons; none: nothing keeps it back. */
  readonly refusal: readonly string[];
}

export interface UrgentItem {
  readonly startAt: number;
  readonly ref: string;
  readonly dataset: string;
  readonly rule: string;
  readonly stuck: string | undefined;
}

/** Partition of what certify looks at next. */
const CERTIFICATES = 'D#certificate';
/** When certify last refused, within a case as text. */
const REFUSED_AT = /(?<="refusal":\{"M":\{)"at":\{"N":"\d+"\},/;

export async function viewRegistry({ runtime, registry }: Scene): Promise<RegistryView> {
  const named = new Map<string, { policy: string; id: string }>();
  const tags: TagItem[] = [];
  const cases: CaseItem[] = [];
  const urgent: UrgentItem[] = [];
  const texts: string[] = [];
  for await (const page of scan(runtime.clients.dynamodb(), registry)) {
    for (const raw of page) {
      const item = unmarshall(raw);
      const pk = String(item.pk);
      const sk = String(item.sk);
      const [kind, dataset = '', rule = ''] = sk.split('#');
      // Shards count their pages, and certify notes when it looks and looked; that is no change of what is known.
      if (!pk.startsWith('W#') && pk !== CERTIFICATES) texts.push(canonical(raw).replace(REFUSED_AT, ''));
      if (kind === 'SUBJECT' && typeof item.id === 'string')
        named.set(pk.slice(2), { policy: String(item.policy), id: item.id });
      else if (kind === 'TAG')
        tags.push({ ref: pk.slice(2), dataset, rule, state: String(item.state), until: item.until, at: item.at });
      else if (kind === 'CASE')
        cases.push({
          id: pk.slice(2),
          state: String(item.state),
          deadline: Number(item.deadline),
          refusal: ((item.refusal?.reasons ?? []) as { kind: string }[]).map(({ kind }) => kind),
        });
      else if (pk.startsWith('U#')) {
        const [seconds, ref = '', of = '', by = ''] = sk.split('#');
        urgent.push({ startAt: Number(seconds) * 1000, ref, dataset: of, rule: by, stuck: item.stuck });
      }
    }
  }
  return { named, tags, cases, urgent, text: texts.sort().join('\n') };
}
