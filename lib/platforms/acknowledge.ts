import type { Platform } from '../policy/plan-platforms.ts';
import { readObject, text } from './read/fields.ts';

/** What a platform takes for an answer. */
export interface Acknowledgement {
  readonly status: 200;
  readonly contentType: string;
  readonly body: string;
}

/**
 * What the company's endpoint answers once the notice is on the bus: anything else is taken for a failure, and the
 * platform tries again. Pure. @throws ExpungeError where a Kuaishou body has no `message_id` to give back.
 */
export function acknowledge(platform: Exclude<Platform, 'cognito'>, body: string): Acknowledgement {
  switch (platform) {
    case 'wechat':
      return { status: 200, contentType: 'text/plain', body: 'success' };
    case 'tiktok':
      return { status: 200, contentType: 'text/plain', body: '' };
    case 'kuaishou': {
      const answer = { result: 1, message_id: text(readObject(body), 'message_id') };
      return { status: 200, contentType: 'application/json', body: JSON.stringify(answer) };
    }
  }
}
