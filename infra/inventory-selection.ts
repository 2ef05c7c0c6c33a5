import { isMap, isNode, isScalar, isSeq, parseDocument, type YAMLMap } from 'yaml';
import type { SourceFile } from '../lib/policy/index.ts';

/** The id that a policy file gives its policy; the empty text where it gives none. */
export function policyIdOf({ text }: SourceFile): string {
  const id = parseDocument(text).get('policy');
  return typeof id === 'string' ? id : '';
}

/** Whether a policy file promises where data is stored. */
export function promisesResidency({ text }: SourceFile): boolean {
  return parseDocument(text).has('residency');
}

/**
 * The inventory without the datasets and platform apps of these policies, and without the recipients that receive those alone. What is left
 * out becomes blank lines, so that everything else keeps the line it is reported under.
 */
export function leaveOut(inventory: SourceFile, policies: readonly string[]): SourceFile {
  const file = parseDocument(inventory.text);
  const gone = entriesOf(file.get('datasets')).filter(({ value }) => policies.includes(String(value.get('policy'))));
  const stay = entriesOf(file.get('datasets')).filter((entry) => !gone.some(({ name }) => name === entry.name));
  const [lost, named] = [gone, stay].map((some) => new Set(some.flatMap(({ value }) => recipientsIn(value))));
  const unnamed = entriesOf(file.get('recipients')).filter(({ name }) => lost?.has(name) && !named?.has(name));
  const apps = appsOf(file.get('platforms'), inventory.text);
  const silent = apps.filter(({ value }) => policies.includes(String(value.get('policy'))));
  let text = inventory.text;
  for (const { from, to } of [...gone, ...unnamed, ...silent]) text = blank(text, from, to);
  // A key with nothing below it would be a mistake.
  const emptied = [
    ...(isEmptied(unnamed, entriesOf(file.get('recipients'))) ? ['recipients'] : []),
    ...(isEmptied(silent, apps) ? ['platforms'] : []),
  ];
  for (const name of emptied) {
    const from = rangeOfKey(file.contents, name);
    if (from !== null) text = blank(text, from[0], from[1]);
  }
  return { ...inventory, text };
}

interface Entry {
  readonly name: string;
  readonly value: YAMLMap;
  readonly from: number;
  readonly to: number;
}

function entriesOf(map: unknown): Entry[] {
  if (!isMap(map)) return [];
  return map.items.flatMap(({ key, value }) => {
    if (!isMap(value) || !isScalar(key) || !isNode(value)) return [];
    const from = key.range?.[0] ?? 0;
    return [{ name: String(key.value), value, from, to: value.range?.[1] ?? from }];
  });
}

const isEmptied = (gone: readonly Entry[], all: readonly Entry[]) => gone.length > 0 && gone.length === all.length;

/** The items of a list, each from its dash on. */
function appsOf(list: unknown, text: string): Entry[] {
  if (!isSeq(list)) return [];
  return list.items.flatMap((value) => {
    if (!isMap(value)) return [];
    const [start = 0, end = start] = value.range ?? [];
    return [{ name: '', value, from: text.lastIndexOf('-', start - 1), to: end }];
  });
}

function recipientsIn(dataset: YAMLMap): string[] {
  const recipients = dataset.get('recipients');
  return isSeq(recipients) ? recipients.items.map((item) => String(isScalar(item) ? item.value : item)) : [];
}

/** The key and its colon. */
function rangeOfKey(contents: unknown, name: string): readonly [number, number] | null {
  const pair = isMap(contents) ? contents.items.find(({ key }) => isScalar(key) && key.value === name) : undefined;
  const range = isScalar(pair?.key) ? pair.key.range : undefined;
  return range ? [range[0], range[1] + 1] : null;
}

function blank(text: string, from: number, to: number): string {
  return text.slice(0, from) + text.slice(from, to).replace(/[^\r\n]/g, ' ') + text.slice(to);
}
