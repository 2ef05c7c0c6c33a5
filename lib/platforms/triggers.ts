import { createHash } from 'node:crypto';
import type { TriggerKind } from '../policy/plan.ts';
import type { Said } from './said.ts';

/** A trigger as it goes on the bus: `type` is its detail type. */
export interface PlatformTrigger {
  readonly type: TriggerKind;
  readonly detail: {
    readonly id: string;
    readonly policy: string;
    readonly subject: string;
    /** ISO 8601, UTC. */
    readonly receivedAt: string;
    readonly channel: 'platform';
  } & TriggerScope;
}

/** What a trigger is about; nothing: the whole account, or all that the trigger covers. */
export type TriggerScope =
  | { readonly categories?: never; readonly permission?: never; readonly plugin?: never }
  | { readonly categories: readonly string[]; readonly permission?: never; readonly plugin?: never }
  | { readonly permission: string; readonly categories?: never; readonly plugin?: never }
  | { readonly plugin: string; readonly categories?: never; readonly permission?: never };

export interface Asked {
  readonly type: TriggerKind;
  readonly scope: TriggerScope;
}

/**
 * The same notice makes the same triggers with the same ids, however often it is told. What it is about is part of the
 * id: one notice may make two triggers, and one parked and sent again under another policy file is another request.
 */
export function triggerOf(said: Said, policy: string, receivedAt: number, { type, scope }: Asked): PlatformTrigger {
  const id = eventId(...said.identity, policy, type, JSON.stringify(scope));
  const { subject } = said;
  return {
    type,
    detail: {
      id,
      policy,
      subject,
      receivedAt: new Date(receivedAt).toISOString(),
      channel: 'platform',
      ...scope,
    },
  };
}

/** `platform-` and 128 bits of SHA-256 over the parts. It goes where the subject's id goes, and nowhere else. */
export function eventId(...parts: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(parts), 'utf8').digest('hex');
  return `platform-${digest.slice(0, 32)}`;
}
