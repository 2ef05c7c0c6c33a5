import { ExpungeError } from '../../errors.ts';
import type { Stage } from '../../evidence/statement.ts';
import { caseKey } from '../keys.ts';
import type { Case, CaseRecipient, Doubt, Issued } from '../model.ts';
import { type Item, toItem } from './table.ts';

type Plain = Omit<Case, 'id' | Several>;
type Several = 'outstanding' | 'restricted' | 'doubts' | 'receipts' | 'recipients' | 'issued';
type Confirmations = Readonly<Record<string, Omit<CaseRecipient, 'id'>>>;

/** The stages in their order. */
const STAGES = ['erased', 'beyond-use', 'final'] as const satisfies readonly Stage[];

/** A case as its item: sets and maps, which several may change at once without reading. */
export function fromCase(opened: Case): ReturnType<typeof toItem> {
  const { id, outstanding, restricted, doubts, receipts, recipients, issued, ...rest } = opened;
  return toItem({
    ...caseKey(id),
    ...rest,
    outstanding: setOf(outstanding),
    restricted: setOf(restricted),
    doubts: setOf(doubts.map(doubtText)),
    receipts: setOf(receipts),
    recipients: Object.fromEntries(recipients.map(({ id: recipient, ...said }) => [recipient, said])),
    issued: Object.fromEntries(issued.map(({ stage, at }) => [stage, at])),
  });
}

export function toCase(item: Item): Case {
  const { pk, sk: _sk, outstanding, restricted, doubts, receipts, recipients, issued, ...rest } = item;
  return {
    ...(rest as unknown as Plain),
    id: String(pk).slice(2),
    outstanding: listOf(outstanding),
    restricted: listOf(restricted),
    doubts: listOf(doubts).map(toDoubt),
    receipts: listOf(receipts),
    recipients: recipientsOf(recipients as Confirmations),
    issued: issuedOf(issued as Readonly<Partial<Record<Stage, number>>>),
  };
}

function recipientsOf(confirmations: Confirmations): CaseRecipient[] {
  return Object.keys(confirmations)
    .sort()
    .map((id) => ({ id, ...confirmations[id] }));
}

function issuedOf(issued: Readonly<Partial<Record<Stage, number>>>): Issued[] {
  return STAGES.flatMap((stage) => (issued[stage] === undefined ? [] : [{ stage, at: issued[stage] }]));
}

/** `<at>#<what>`: a set of texts takes the same doubt once. */
export const doubtText = ({ at, what }: Doubt): string => `${String(at).padStart(13, '0')}#${what}`;

function toDoubt(text: string): Doubt {
  const [at = '', what = ''] = text.split('#');
  return { at: Number(at), what };
}

/** DynamoDB knows no empty sets. */
export function setOf(members: readonly string[]): Set<string> | undefined {
  return members.length > 0 ? new Set(members) : undefined;
}

function listOf(set: unknown): string[] {
  return [...((set as Set<string> | undefined) ?? [])].sort();
}

export function unknownCase(): ExpungeError {
  return new ExpungeError('SUBJECT_UNKNOWN', 'A case was to be changed that the registry does not have.');
}
