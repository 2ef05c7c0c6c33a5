import { Logger } from '@aws-lambda-powertools/logger';
import { MetricResolution, Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { MiddlewareObj } from '@middy/core';
import type { Meter, Metric } from '../../lib/announcements.ts';
import { ExpungeError } from '../../lib/errors.ts';

const IN_SECONDS: ReadonlySet<Metric> = new Set(['OldestDueTimer', 'OldestWalk']);

/** Counts and faults of one function, on its log: names, codes and numbers, and never a value of anybody's. */
export interface Observer extends Meter {
  fault(error: unknown): void;
  /** Writes the counts down when an invocation ends, however it ends, and the fault it ended with. */
  readonly middleware: MiddlewareObj;
}

export function observer(functionName: string): Observer {
  const logger = new Logger({ serviceName: functionName });
  const metrics = new Metrics({ namespace: 'Expunge', serviceName: functionName, singleMetric: false });
  const fault = (error: unknown) => logger.error('fault', describe(error));
  const publish = () => {
    if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
  };
  return {
    fault,
    count(metric, value) {
      const unit = IN_SECONDS.has(metric) ? MetricUnit.Seconds : MetricUnit.Count;
      metrics.addMetric(metric, unit, value, MetricResolution.Standard);
    },
    middleware: {
      after: publish,
      onError: (request) => {
        fault(request.error);
        publish();
        // Lambda writes what is thrown to the log, message and all; only the code is let through.
        request.error = new Error(codeOf(request.error));
      },
    },
  };
}

/** Our own messages are written without personal data. Others' may quote a key or a value: only their kind is told. */
function describe(error: unknown): Record<string, unknown> {
  if (error instanceof ExpungeError) {
    const cause = error.cause instanceof Error ? error.cause.name : undefined;
    return { code: error.code, what: error.message, place: error.place, cause };
  }
  return { code: codeOf(error), where: stackOf(error) };
}

function codeOf(error: unknown): string {
  if (error instanceof ExpungeError) return error.code;
  return error instanceof Error ? error.name : 'UNKNOWN';
}

/** `at name (file:line:column)`. */
const FRAME = /^\s+at .*:\d+:\d+\)?$/;

/**
 * Frames without the message in front of them, of which lines may look like frames. Nothing where the message was
 * changed since the stack was written: nobody can tell where it ends.
 */
function stackOf(error: unknown): readonly string[] {
  if (!(error instanceof Error) || error.stack === undefined) return [];
  const message = error.stack.indexOf(error.message);
  if (message === -1) return [];
  return error.stack
    .slice(message + error.message.length)
    .split('\n')
    .filter((line) => FRAME.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
}
