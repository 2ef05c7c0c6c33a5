import { certificateKeys } from '../certifying/certificate-keys.ts';
import { canonicalJson } from '../evidence/log/commitment.ts';
import type { ShutDown, ShutDownStage } from '../registry/shut-down.ts';
import type { CaseCounts } from './count-cases.ts';
import type { ShutDownOffice } from './office.ts';
import { recordPage } from './record-page.ts';

/** The third proof of a shut-down, that the data are erased, together with the others. Nothing in it is about anybody. */
export interface ShutDownRecord {
  readonly format: 'expunge-shut-down/1';
  readonly id: string;
  readonly stage: ShutDownStage;
  readonly policy: { readonly id: string; readonly version: string; readonly digest: string; readonly clause: string };
  readonly receivedAt: string;
  /** What was proven before anything was erased. */
  readonly proofs: readonly {
    readonly gate: string;
    readonly clause: string;
    readonly metAt: string;
    readonly evidence: string;
  }[];
  /** When the last of them was there, and the erasing began. */
  readonly provenAt: string;
  readonly deadline: string;
  /** When all cases had been looked through, and nothing that may go was left. */
  readonly erasedBy: string;
  readonly counts: {
    readonly cases: number;
    readonly completed: number;
    readonly restricted: number;
    readonly refused: number;
    /** Of subjects that were found only after the first pass over all of them. */
    readonly afterStop: number;
  };
  /** When the last floor ends; null where nothing is restricted or nobody knows. */
  readonly restrictedUntil: string | null;
  /** By id. `certificates`: their keys in the evidence bucket. */
  readonly cases: readonly RecordedCase[];
}

export interface RecordedCase {
  readonly case: string;
  readonly state: 'completed' | 'restricted' | 'refused';
  readonly certificates: readonly string[];
}

/** Cases read at once. */
const PAGE = 1000;

/** Where the record of a shut-down lies in the evidence bucket: as canonical JSON, and as a page. */
export function recordKeys(id: string): { readonly json: string; readonly page: string } {
  return { json: `shut-downs/${id}.json`, page: `shut-downs/${id}.html` };
}

/**
 * Writes the record of a shut-down, announces it, and notes that it was written; each may be repeated. Nothing, where a
 * case has something to erase after all, or no certificate yet: then the next round looks again.
 * @param erasedBy when the cases were looked through, milliseconds.
 */
export async function recordShutDown(
  one: ShutDown,
  counts: CaseCounts,
  erasedBy: number,
  { registry, keep, bus }: Pick<ShutDownOffice, 'registry' | 'keep' | 'bus'>,
): Promise<void> {
  const found = await readCases(one, registry);
  if (found === null) return;
  const number = (state: RecordedCase['state']) => found.cases.filter((each) => each.state === state).length;
  const restricted = number('restricted');
  const stage = restricted === 0 ? 'final' : 'erased';
  if (one.recorded.some((known) => known.stage === stage)) return;
  const record: ShutDownRecord = {
    format: 'expunge-shut-down/1',
    id: one.id,
    stage,
    policy: { id: one.policy, version: one.policyVersion, digest: one.policyDigest, clause: one.clause },
    receivedAt: iso(one.receivedAt),
    proofs: one.gates.map(({ id, clause, metAt, evidence }) => ({
      gate: id,
      clause,
      metAt: iso(metAt ?? one.receivedAt),
      evidence: evidence ?? '',
    })),
    provenAt: iso(one.provenAt ?? one.receivedAt),
    deadline: iso(one.deadline),
    erasedBy: iso(erasedBy),
    counts: {
      cases: found.cases.length,
      completed: number('completed'),
      restricted,
      refused: number('refused'),
      afterStop: found.afterStop,
    },
    restrictedUntil: restricted === 0 || counts.undated > 0 || counts.until === 0 ? null : iso(counts.until),
    cases: found.cases,
  };
  const keys = recordKeys(one.id);
  await keep(keys.json, canonicalJson(record));
  await keep(keys.page, recordPage(record));
  const { id: shutDown, policy } = one;
  await bus.announce([
    {
      type: 'ServiceErased',
      detail: { policy, shutDown, stage, restrictedUntil: record.restrictedUntil, record: keys.json },
    },
  ]);
  await registry.saveShutDown({ ...one, step: one.step + 1, recorded: [...one.recorded, { stage, at: erasedBy }] });
}

/** Null where one has not ended or has no certificate. */
async function readCases(
  one: ShutDown,
  registry: Pick<ShutDownOffice['registry'], 'shutDownCases' | 'cases'>,
): Promise<{ readonly cases: readonly RecordedCase[]; readonly afterStop: number } | null> {
  const cases: RecordedCase[] = [];
  let afterStop = 0;
  for (let after: string | null = ''; after !== null; ) {
    const listed = await registry.shutDownCases(one.id, after, PAGE);
    const known = new Map((await registry.cases(listed.map(({ id }) => id))).map((each) => [each.id, each]));
    for (const { id, pass } of listed) {
      const { state = 'open', issued = [] } = known.get(id) ?? {};
      if (state === 'open' || state === 'waiting' || (state === 'completed' && issued.length === 0)) return null;
      cases.push({ case: id, state, certificates: issued.map(({ stage }) => certificateKeys(id, stage).json) });
      if (pass > 1) afterStop++;
    }
    after = listed.length < PAGE ? null : (listed.at(-1)?.id ?? null);
  }
  return { cases, afterStop };
}

const iso = (instant: number): string => new Date(instant).toISOString();
