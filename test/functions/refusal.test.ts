import { describe, expect, it } from 'vitest';
import { answeringRefusals } from '../../functions/wiring/refusal.ts';
import { type ErrorCode, ExpungeError } from '../../lib/errors.ts';

const throwing = (error: unknown) => answeringRefusals(async () => Promise.reject(error))({}, {});

describe('a function that people ask', () => {
  it('answers what it found', async () => {
    expect(await answeringRefusals(async (event: number, more: number) => event + more)(1, 2)).toBe(3);
  });

  it('answers a refusal with code and message', async () => {
    expect(await throwing(new ExpungeError('EPOCH_IN_USE', 'Not now.', { place: 'x' }))).toEqual({
      error: { code: 'EPOCH_IN_USE', message: 'Not now.' },
    });
  });

  it.each([
    new Error('li 13912345678'),
    ...(['CONFIGURATION', 'STORE_UNAVAILABLE', 'MESSAGE_INVALID'] as ErrorCode[]).map(
      (code) => new ExpungeError(code, 'A fault.'),
    ),
  ])('fails with anything else: $code', async (error) => {
    await expect(throwing(error)).rejects.toBe(error);
  });
});
