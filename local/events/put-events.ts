import { z } from 'zod';
import type { Clock } from '../../lib/clock.ts';
import { AwsFault, invalid, type Operations, readInput } from '../http/index.ts';
import type { Buses } from './buses.ts';
import type { Delivery } from './delivery.ts';
import { type BusEvent, envelope } from './event.ts';

/** Of all entries of a request together. */
const MAX_BYTES = 256 * 1024;

const entry = z.strictObject({
  Time: z.number().optional(),
  Source: z.string().optional(),
  Resources: z.array(z.string()).optional(),
  DetailType: z.string().optional(),
  Detail: z.string().optional(),
  EventBusName: z.string().optional(),
});
type Entry = z.output<typeof entry>;

const putEvents = z.strictObject({ Entries: z.array(entry).min(1).max(10) });

/** PutEvents: a fault of one entry is answered in its place and does not keep the others back. */
export function putEventsOperation(buses: Buses, delivery: Delivery, clock: Clock): Operations {
  function accept(one: Entry): { EventId: string } | { ErrorCode: string; ErrorMessage: string } {
    try {
      const { bus, event } = read(one, buses, clock.now());
      // not awaited: PutEvents answers when the bus has the event, not when the targets do
      void delivery.route(bus, event);
      return { EventId: event.id };
    } catch (error) {
      if (error instanceof AwsFault) return { ErrorCode: error.type, ErrorMessage: error.message };
      throw error;
    }
  }

  return {
    PutEvents(input) {
      const { Entries } = readInput(putEvents, input);
      if (Entries.reduce((sum, one) => sum + size(one), 0) > MAX_BYTES) {
        throw invalid('Total size of the entries in the request is over the limit.');
      }
      const results = Entries.map(accept);
      return { FailedEntryCount: results.filter((result) => 'ErrorCode' in result).length, Entries: results };
    },
  };
}

function read(one: Entry, buses: Buses, now: number): { bus: string; event: BusEvent } {
  const source = required('Source', one.Source, 256);
  const detailType = required('DetailType', one.DetailType, 128);
  const detail = readDetail(required('Detail', one.Detail, MAX_BYTES));
  if (source.startsWith('aws.')) {
    throw new AwsFault('NotAuthorizedForSourceException', 'Not authorized for the source.');
  }
  const event = {
    source,
    detailType,
    detail,
    ...(one.Resources !== undefined && { resources: one.Resources }),
    ...(one.Time !== undefined && { time: one.Time * 1000 }),
  };
  return { bus: busOf(one, buses), event: envelope(event, buses.place, now) };
}

function required(name: string, value: string | undefined, longest: number): string {
  if (value === undefined || value === '') {
    throw invalidArgument(`Parameter ${name} is not valid. Reason: ${name} is a required argument.`);
  }
  if (value.length > longest) {
    throw invalidArgument(`Parameter ${name} is not valid. Reason: longer than ${longest} characters.`);
  }
  return value;
}

function readDetail(text: string): Record<string, unknown> {
  let detail: unknown;
  try {
    detail = JSON.parse(text);
  } catch {
    detail = undefined;
  }
  if (typeof detail !== 'object' || detail === null || Array.isArray(detail)) {
    throw new AwsFault('MalformedDetail', 'Detail is malformed.');
  }
  return detail as Record<string, unknown>;
}

/** AWS accepts an entry for a bus that does not exist and drops it; here that mistake must not stay unseen. */
function busOf(one: Entry, buses: Buses): string {
  try {
    return buses.name(one.EventBusName);
  } catch {
    throw invalidArgument(`Parameter EventBusName is not valid. Reason: ${one.EventBusName} does not exist.`);
  }
}

function invalidArgument(message: string): AwsFault {
  return new AwsFault('InvalidArgument', message);
}

/** As EventBridge counts: 14 bytes for a time, the rest by its UTF-8 length. */
function size(one: Entry): number {
  const texts = [one.Source, one.DetailType, one.Detail, ...(one.Resources ?? [])];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text ?? ''), one.Time === undefined ? 0 : 14);
}
