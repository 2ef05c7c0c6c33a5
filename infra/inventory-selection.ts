import { isMap, isNode, isScalar, parseDocument } from 'yaml';
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
 * The inventory without the datasets of these policies. What is left out becomes blank lines, so that everything else
 * keeps the line it is reported under.
 */
export function leaveOut(inventory: SourceFile, policies: readonly string[]): SourceFile {
  const datasets = parseDocument(inventory.text).get('datasets');
  if (!isMap(datasets)) return inventory;
  let text = inventory.text;
  for (const { key, value } of datasets.items) {
    if (!isMap(value) || !isScalar(key) || !isNode(value)) continue;
    if (!policies.includes(String(value.get('policy')))) continue;
    const from = key.range?.[0] ?? 0;
    const to = value.range?.[1] ?? from;
    text = text.slice(0, from) + text.slice(from, to).replace(/[^\r\n]/g, ' ') + text.slice(to);
  }
  return { ...inventory, text };
}
