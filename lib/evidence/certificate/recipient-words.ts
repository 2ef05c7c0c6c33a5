import type { StatedRecipient } from '../statement.ts';
import { type Language, say, sayInstant } from './words.ts';

/** What became of a recipient of the person's data, in one line. */
export function sayRecipient(recipient: StatedRecipient, language: Language): string {
  const { toldAt, confirmedAt, escalatedAt, skipped } = recipient;
  const at = (instant: string) => ({ at: sayInstant(instant, language) });
  if (skipped !== null) return say(`recipients.keeps.${skipped.because}`, language, { why: skipped.why });
  if (confirmedAt !== null) return say('recipients.confirmed', language, at(confirmedAt));
  if (escalatedAt !== null) {
    return say(toldAt === null ? 'recipients.unreached' : 'recipients.escalated', language, at(escalatedAt));
  }
  return toldAt === null ? say('recipients.untold', language) : say('recipients.outstanding', language, at(toldAt));
}

/** Whether somebody has to know: it has neither confirmed nor a right to keep what it has. */
export const isOutstanding = ({ confirmedAt, skipped }: StatedRecipient): boolean =>
  confirmedAt === null && skipped === null;
