import { ExpungeError } from '../errors.ts';
import { type Evidence, isStatement } from '../evidence/evidence.ts';
import type { Receipt } from '../evidence/index.ts';
import type { CaseEntry } from '../evidence/log/log-heads.ts';
import { commitmentOf, parseSealed, type SealedReceipts } from '../evidence/log/sealed-receipts.ts';
import { type Stage, type Statement, statementId } from '../evidence/statement.ts';
import type { CertifyingOffice } from './office.ts';

/** Evidence of a case as it was sealed: where it is in the log, and the salt that shows it. */
export interface Logged<T extends Evidence = Evidence> {
  readonly evidence: T;
  /** Base64. */
  readonly salt: string;
  readonly commitment: Uint8Array;
  readonly origin: string;
  readonly index: number;
}

/** What the published log holds of a case. */
export interface CaseLog {
  /** Ids of the receipts and statements. */
  readonly ids: ReadonlySet<string>;
  /** In the order of the log. */
  receipts(): Promise<readonly Logged<Receipt>[]>;
  statement(stage: Stage): Promise<Logged<Statement> | null>;
}

type Sources = Pick<CertifyingOffice, 'heads' | 'evidence'>;

/** Objects of receipts that one look keeps: cases that end together lie together. */
const KEPT = 4;

/** Reads what the log holds of cases. Made anew for each look. */
export function createLogReader({ heads, evidence }: Sources): (caseId: string) => Promise<CaseLog> {
  const segmentOf = keepingFew(KEPT, async (key: string) => {
    const file = await evidence.get(key);
    if (file === null) throw broken(key, 'is missing');
    return parseSealed(file.bytes);
  });

  const load = async (entry: CaseEntry): Promise<Logged> => {
    const found = inSegment(entry, await segmentOf(entry.segment.key));
    const { origin, index } = entry;
    return { evidence: found.receipt, salt: found.salt, commitment: commitmentOf(found), origin, index };
  };

  return async (caseId) => {
    // In this order: what was published by then has been filed as a whole, and later entries only follow.
    const head = await heads.read();
    const entries = (await heads.ofCase(caseId)).filter(
      ({ origin, index }) =>
        head !== null && (origin === head.origin ? index < head.published.size : origin < head.origin),
    );
    const loadAll = async (some: readonly CaseEntry[]) => {
      const logged: Logged[] = [];
      for (const entry of some) logged.push(await load(entry)); // one after the other: most lie in the same object
      return logged;
    };
    let receipts: Promise<readonly Logged<Receipt>[]> | null = null;
    return {
      ids: new Set(entries.map(({ id }) => id)),
      receipts() {
        receipts ??= loadAll(entries.filter(({ what }) => what === 'receipt')).then((all) => all.filter(isOfReceipt));
        return receipts;
      },
      async statement(stage) {
        const id = statementId(caseId, stage);
        const entry = entries.find((one) => one.what === 'statement' && one.id === id);
        const logged = entry && (await load(entry));
        return logged !== undefined && isOfStatement(logged) ? logged : null;
      },
    };
  };
}

const isOfReceipt = (one: Logged): one is Logged<Receipt> => !isStatement(one.evidence);
const isOfStatement = (one: Logged): one is Logged<Statement> => isStatement(one.evidence);

function inSegment({ origin, index, id, segment }: CaseEntry, content: SealedReceipts) {
  const found = content.receipts[index - content.first];
  if (content.origin === origin && found?.receipt.id === id) return found;
  throw broken(segment.key, `does not hold what was sealed as entry ${index}`);
}

function broken(place: string, what: string): ExpungeError {
  return new ExpungeError(
    'LOG_BROKEN',
    `An object of sealed receipts ${what}, so the case cannot be certified. Restore the version that was committed.`,
    { place },
  );
}

/** Remembers the last few answers; forgets failures. */
function keepingFew<T>(limit: number, make: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const kept = new Map<string, Promise<T>>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make(key);
    kept.set(key, made);
    made.catch(() => kept.delete(key));
    for (const oldest of [...kept.keys()].slice(0, -limit)) kept.delete(oldest);
    return made;
  };
}
