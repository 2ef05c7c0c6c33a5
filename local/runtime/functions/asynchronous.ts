import { ExpungeError } from '../../../lib/errors.ts';
import type { LambdaFunction } from './lambda-function.ts';
import type { Invocation } from './protocol.ts';

/** `AWS::Lambda::EventInvokeConfig`, as far as it matters here. */
export interface EventInvokeSettings {
  /** Attempts after the first. */
  readonly retries: number;
  readonly onFailure: ((notice: object) => Promise<void>) | null;
}

/** Lambda tries twice more. It waits minutes; here the machine waits this long. */
const DEFAULT: EventInvokeSettings = { retries: 2, onFailure: null };
const PAUSE = 50;

/** Invocations nobody waits for: accepted at once, retried, and told of when given up. */
export class AsynchronousInvocations {
  readonly #functions: ReadonlyMap<string, LambdaFunction>;
  readonly #settings = new Map<string, EventInvokeSettings>();

  /** `functions`: by ARN; may still grow. */
  constructor(functions: ReadonlyMap<string, LambdaFunction>) {
    this.#functions = functions;
  }

  configure(functionArn: string, settings: Partial<EventInvokeSettings>): void {
    this.#settings.set(functionArn, { ...(this.#settings.get(functionArn) ?? DEFAULT), ...settings });
  }

  async accept(functionArn: string, event: string): Promise<void> {
    const target = this.#functions.get(functionArn);
    if (target === undefined) {
      throw new ExpungeError('CONFIGURATION', `The embedded runtime has no function ${functionArn}.`, {
        place: functionArn,
      });
    }
    void target.activity.track(() => this.#work(target, event));
  }

  async #work(target: LambdaFunction, event: string): Promise<void> {
    const { retries, onFailure } = this.#settings.get(target.settings.arn) ?? DEFAULT;
    for (let attempt = 1; ; attempt++) {
      const outcome = await target.invoke(event);
      if (outcome.ok) return;
      if (attempt > retries) return onFailure?.(notice(target, event, attempt, outcome));
      await new Promise((go) => setTimeout(go, PAUSE * attempt));
    }
  }
}

function notice(target: LambdaFunction, event: string, attempts: number, outcome: Invocation): object {
  return {
    version: '1.0',
    timestamp: new Date(target.now()).toISOString(),
    requestContext: {
      requestId: outcome.requestId,
      functionArn: `${target.settings.arn}:$LATEST`,
      condition: 'RetriesExhausted',
      approximateInvokeCount: attempts,
    },
    requestPayload: JSON.parse(event),
    responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
    responsePayload: outcome.ok ? null : outcome.fault,
  };
}
