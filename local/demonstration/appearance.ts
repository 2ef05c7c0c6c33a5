import { hash } from 'node:crypto';
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';

/** A record as a store shows it: a table's item, or a version of an object. */
export type Appearance =
  | { readonly kind: 'item'; readonly raw: Readonly<Record<string, AttributeValue>> }
  | { readonly kind: 'version'; readonly etag: string; readonly size: number; readonly modified: number }
  | { readonly kind: 'marker'; readonly modified: number };

/** SHA-256 over everything the store shows. Two appearances with one digest are the same, to the byte. */
export function digestOf(appearance: Appearance): string {
  return hash('sha256', canonical(appearance), 'base64url');
}

/** As plain values; objects' versions have none. */
export function fieldsOf(appearance: Appearance): Readonly<Record<string, unknown>> {
  return appearance.kind === 'item' ? unmarshall(appearance.raw as Record<string, AttributeValue>) : {};
}

/** One text for equal values: stores give attributes, and the members of a set, in any order. */
export function canonical(value: unknown): string {
  return JSON.stringify(ordered(value));
}

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, entry]) => [key, key === 'SS' ? [...entry].sort() : ordered(entry)]),
  );
}
