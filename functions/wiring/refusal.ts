import { type ErrorCode, ExpungeError, type Remedy } from '../../lib/errors.ts';

/** What a function that people ask answers where it refuses: they need the message, and Lambda would only log it. */
export interface RefusedAnswer {
  readonly error: { readonly code: ErrorCode; readonly message: string };
}

/**
 * Lets refusals be answers. Whatever else is thrown stays a failure: it is counted, and its message stays inside. The
 * message of a refusal holds no personal data, as no message of ours does.
 * @param remedies what counts as refused.
 */
export function answeringRefusals<E, C, T>(
  handler: (event: E, context: C) => Promise<T>,
  remedies: readonly Remedy[] = ['refuse'],
): (event: E, context: C) => Promise<T | RefusedAnswer> {
  return async (event, context) => {
    try {
      return await handler(event, context);
    } catch (error) {
      if (!(error instanceof ExpungeError) || !remedies.includes(error.remedy) || error.code === 'CONFIGURATION')
        throw error;
      return { error: { code: error.code, message: error.message } };
    }
  };
}
