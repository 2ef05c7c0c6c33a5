import { randomUUID } from 'node:crypto';
import type { Place } from '../http/index.ts';

/** An event as rules match it and targets get it. */
export interface BusEvent {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** UTC, to the second. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
}

/** What a sender says of an event. */
export interface NewEvent {
  readonly source: string;
  readonly detailType: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly resources?: readonly string[];
  /** Milliseconds since 1970. @default the bus's clock */
  readonly time?: number;
}

/** Adds what the bus knows: a fresh id, the place, the time where the sender gave none. */
export function envelope(event: NewEvent, place: Place, now: number): BusEvent {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': event.detailType,
    source: event.source,
    account: place.account,
    time: toSecond(event.time ?? now),
    region: place.region,
    resources: event.resources ?? [],
    detail: event.detail,
  };
}

/** ISO 8601 without the milliseconds, which EventBridge does not keep. */
function toSecond(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}
