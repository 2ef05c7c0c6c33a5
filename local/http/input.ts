import { z } from 'zod';
import { invalid } from './fault.ts';

/**
 * Reads an operation's input. The schemas are strict objects: a parameter that the local server does not implement is
 * refused by name, since accepting and ignoring it would make tests lie.
 */
export function readInput<T extends z.ZodType>(schema: T, input: unknown): z.output<T> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const problems = result.error.issues.map((issue) => {
    if (issue.code === 'unrecognized_keys') return `${issue.keys.join(', ')}: not implemented by this local server`;
    return `${issue.path.join('.') || 'the request'}: ${issue.message}`;
  });
  throw invalid(`${problems.length} validation error(s) detected: ${problems.join('; ')}`);
}

/** A blob member: base64 in JSON, `least` to `most` bytes. */
export function blob(least: number, most: number) {
  return z
    .base64()
    .transform((text): Buffer => Buffer.from(text, 'base64'))
    .refine((bytes) => bytes.length >= least && bytes.length <= most, `must have ${least} to ${most} bytes`);
}
