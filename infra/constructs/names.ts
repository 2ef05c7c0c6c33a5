import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { ExpungeError } from '../../lib/errors.ts';

/* Names that a deployment is given, and what they must be. Each throws CONFIGURATION for one that cannot be used. */

/** Functions are named after it, and have shorter and plainer names than a bus may. */
export function checkBusName(name: string): void {
  if (/^[A-Za-z0-9_-]{1,48}$/.test(name)) return;
  throw new ExpungeError(
    'CONFIGURATION',
    `busName ${name} cannot begin the names of functions: give at most 48 letters, digits, dashes and underscores.`,
    { place: 'busName' },
  );
}

/** An ARN, as far as it is known at synthesis. */
export function witnessBusOf(given: string | undefined): string | undefined {
  if (given === undefined || Token.isUnresolved(given)) return given;
  if (/^arn:aws(-cn)?:events:[a-z0-9-]+:\d{12}:event-bus\/[\w./-]{1,256}$/.test(given)) return given;
  throw new ExpungeError(
    'CONFIGURATION',
    `witnessBus ${given} is not the ARN of an event bus: give arn:aws-cn:events:<region>:<account>:event-bus/<name>.`,
    { place: 'witnessBus' },
  );
}

/** A key of the C2SP signed-note format has this name, followed by the year: no spaces, no plus, no empty part. */
export function logNameOf(scope: Construct, given: string | undefined): string {
  const { account, region, partition } = Stack.of(scope);
  if (given !== undefined && !/^[a-z0-9._-]{1,64}(\/[a-z0-9._-]{1,64}){0,3}$/.test(given)) {
    throw new ExpungeError(
      'CONFIGURATION',
      `logName ${given} cannot name a log: give one to four parts of a-z, 0-9, dot, dash and underscore, with slashes between them.`,
      { place: 'logName' },
    );
  }
  return `${given ?? `expunge/${account}/${region}`}/${partition}`;
}
