import type { Clock } from '../clock.ts';
import { ExpungeError } from '../errors.ts';
import { toUtf8 } from '../evidence/log/bytes.ts';
import type { Carried, Carry } from './carrier.ts';
import { idempotencyKey, noticeText } from './notice.ts';
import { type NoticeKey, signedHeaders } from './sign-request.ts';
import { ANSWER_WITHIN } from './times.ts';

/** More than an answer needs; the rest is not read. */
const LONGEST_ANSWER = 16 * 1024;
const LOOPBACK = /^http:\/\/(?:127\.0\.0\.1|localhost|\[::1\])(?::\d{1,5})?\/?$/;

export interface HttpsOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly key: NoticeKey;
  readonly clock: Clock;
  /** Sends everything to a server on this machine instead, for tests: `http://127.0.0.1:8080`. Null: where the plan says. */
  readonly endpoint: string | null;
}

/**
 * A signed POST. Only addresses of the plan are ever called, and no redirect is followed: a notice names a person, and goes
 * to whom the inventory names or nowhere.
 * @throws ExpungeError CONFIGURATION: an endpoint that is not on this machine.
 */
export function httpsCarrier({ fetch, key, clock, endpoint }: HttpsOptions): Carry<'https'> {
  if (endpoint !== null && !LOOPBACK.test(endpoint)) {
    throw new ExpungeError('CONFIGURATION', 'Notices can be redirected to this machine only: http://127.0.0.1:<port>.');
  }
  return async ({ url }, notice) => {
    const { href, pathname, search } = new URL(url);
    const body = toUtf8(noticeText(notice));
    const contentType = 'application/json';
    const signed = await signedHeaders({ method: 'POST', url: href, contentType, body, createdAt: clock.now() }, key);
    const response = await answering(() =>
      fetch(endpoint === null ? href : new URL(`${pathname}${search}`, endpoint), {
        method: 'POST',
        headers: { ...signed, 'idempotency-key': idempotencyKey(notice) },
        body: Uint8Array.from(body),
        redirect: 'manual',
        signal: AbortSignal.timeout(ANSWER_WITHIN),
      }),
    );
    if (!response.ok) {
      await response.body?.cancel().catch(() => {});
      throw new ExpungeError('RECIPIENT_REFUSES', `A recipient answered a notice with status ${response.status}.`, {
        place: notice.recipient,
      });
    }
    return { confirmed: confirms(await beginningOf(response)) };

    async function answering<T>(ask: () => Promise<T>): Promise<T> {
      try {
        return await ask();
      } catch (cause) {
        // The cause may quote the address it was sent to; nobody needs it to know that nobody answered.
        throw new ExpungeError('RECIPIENT_SILENT', 'A recipient did not answer a notice in time, or not at all.', {
          place: notice.recipient,
          cause,
        });
      }
    }
  };
}

/** What fits; an answer that breaks off is still one: the notice was taken. */
async function beginningOf({ body }: Response): Promise<string> {
  if (body === null) return '';
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      length += chunk.length;
      if (length > LONGEST_ANSWER) return '';
      chunks.push(chunk);
    }
  } catch {
    return '';
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Only these very words: `{ "confirmed": true }`, whatever else stands beside them. */
function confirms(text: string): Carried['confirmed'] {
  try {
    const answer: unknown = JSON.parse(text);
    return typeof answer === 'object' && answer !== null && 'confirmed' in answer && answer.confirmed === true;
  } catch {
    return false;
  }
}
