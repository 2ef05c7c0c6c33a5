import { marshall } from '@aws-sdk/util-dynamodb';
import { type Count, nameOf } from '../counts.ts';

/** Attributes of a day's item: `<name of the count>#<what of it>`; what goes by which name is in docs/formats.md. */
export type Attributes = Readonly<Record<string, unknown>>;

/**
 * An update that adds these counts to what an item has. Commits are one after the other and a log only grows, so the
 * first entry of a day stays the first, and the last one written is the last.
 */
export function additionsOf(counts: readonly Count[]) {
  const add: string[] = [];
  const set: string[] = [];
  const names: Record<string, string> = {};
  const values: Record<string, number> = {};
  const used = (attribute: string, value: number): string => {
    const at = Object.keys(names).length.toString(36);
    names[`#${at}`] = attribute;
    values[`:${at}`] = value;
    return at;
  };
  for (const count of counts) {
    for (const [what, value] of addedOf(count)) {
      const at = used(`${nameOf(count)}#${what}`, value);
      add.push(`#${at} :${at}`);
    }
    if (count.of !== 'entry') continue;
    const first = used(`${nameOf(count)}#first`, count.first);
    const end = used(`${nameOf(count)}#end`, count.end);
    set.push(`#${first} = if_not_exists(#${first}, :${first})`, `#${end} = :${end}`);
  }
  return {
    UpdateExpression: `ADD ${add.join(', ')}${set.length > 0 ? ` SET ${set.join(', ')}` : ''}`,
    ExpressionAttributeNames: names,
    ExpressionAttributeValues: marshall(values),
  };
}

function addedOf(count: Count): [string, number][] {
  switch (count.of) {
    case 'erasure':
      return [
        ['receipts', count.receipts],
        ['records', count.records],
      ];
    case 'due':
      return [['records', count.records]];
    case 'case':
      return [['cases', count.cases]];
    case 'policy':
    case 'entry':
      return [['entries', count.entries]];
  }
}

/** The counts that were added up in one item. */
export function countsOf(attributes: Attributes): Count[] {
  return Object.keys(attributes).flatMap((attribute) => {
    const end = attribute.lastIndexOf('#');
    const [of, ...rest] = attribute.slice(0, end).split('#');
    const value = (what: string) => Number(attributes[`${attribute.slice(0, end)}#${what}`] ?? 0);
    const [a = '', b = '', c = '', d = '', e = '', f = ''] = rest;
    // One attribute stands for the count; it has the others beside it.
    switch (`${of} ${attribute.slice(end + 1)}`) {
      case 'erasure receipts': {
        const what = { policy: a, dataset: b, rule: c, action: d, outcome: e, margin: f };
        return [{ of, ...what, receipts: value('receipts'), records: value('records') } as Count];
      }
      case 'due records':
        return [{ of, policy: a, dataset: b, rule: c, records: value('records') } as Count];
      case 'case cases': {
        const what = { policy: a, stage: b, margin: c, trigger: rest.slice(3).join('#') };
        return [{ of, ...what, cases: value('cases') } as Count];
      }
      case 'policy entries': {
        const what = { policy: a, digest: b, version: rest.slice(2).join('#') };
        return [{ of, ...what, entries: value('entries') } as Count];
      }
      case 'entry entries':
        return [{ of, origin: a, first: value('first'), end: value('end'), entries: value('entries') } as Count];
      default:
        return [];
    }
  });
}
