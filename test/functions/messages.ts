import type { QueueEvent, QueueMessage } from '../../functions/wiring/each-message.ts';
import type { Metric } from '../../lib/announcements.ts';
import { createReferencer, type DeadLetter, type Parking } from '../../lib/registry/index.ts';

export const NOW = Date.parse('2026-03-02T00:00:00Z');
export const clock = { now: () => NOW, sleep: async () => {} };
export const referencer = createReferencer(Buffer.from('registry key'));

/** A message as it is received for the n-th time. */
export function message(body: string, id = 'm1', receiveCount = 1): QueueMessage {
  return {
    messageId: id,
    body,
    eventSourceARN: 'arn:aws-cn:sqs:cn-north-1:111122223333:Triggers',
    attributes: { ApproximateReceiveCount: String(receiveCount) },
  };
}

export const batchOf = (...messages: readonly QueueMessage[]): QueueEvent => ({ Records: messages });

/** An event as EventBridge puts it into a queue. */
export function busEvent(type: string, detail: unknown, more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    id: 'event-1',
    source: 'app',
    'detail-type': type,
    time: '2026-03-01T00:00:00Z',
    detail,
    ...more,
  });
}

/** What a function counts, logs and parks. */
export function createWatch() {
  const kept = new Map<string, string>();
  const letters: DeadLetter[] = [];
  const faults: unknown[] = [];
  const counts = new Map<Metric, number>();
  const meter = {
    count: (metric: Metric, value: number) => void counts.set(metric, (counts.get(metric) ?? 0) + value),
  };
  const parking: Parking = {
    clock,
    meter,
    keep: async (key, body) => void kept.set(key, body),
    tell: async (letter) => void letters.push(letter),
  };
  return { kept, letters, faults, counts, meter, parking, fault: (error: unknown) => void faults.push(error) };
}

/** The codes of what was logged, and the names of foreign errors. */
export const codes = (errors: readonly unknown[]): string[] =>
  errors.map((error) => (error as { code?: string }).code ?? (error as Error).name);
