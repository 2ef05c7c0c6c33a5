import { ExpungeError } from '../lib/errors.ts';
import type { Command, Input } from './command.ts';

export const text = { type: 'string' } as const;

/** An option or a word that has to be there. `-` stands for standard input and names nothing. */
export function named(value: Input['options'][string], what: string, command: Command): string {
  if (typeof value === 'string' && value !== '' && value !== '-') return value;
  throw usageFault(`Name ${what}.`, command);
}

/** The word that a command is about, and nothing behind it. */
export function onlyWord({ files }: Input, what: string, command: Command): string {
  const [word, ...more] = files;
  if (more.length > 0) throw usageFault('There is a word too many.', command);
  return named(word, what, command);
}

/** The civil day as it was written. */
export function dayOf(day: string, what: string, command: Command): string {
  const instant = new Date(/^\d{4}-\d{2}-\d{2}$/.test(day) ? `${day}T00:00:00Z` : Number.NaN);
  if (Number.isNaN(instant.getTime()) || !instant.toISOString().startsWith(day)) {
    throw usageFault(`${what} is on a day, written 2026-11-23.`, command);
  }
  return day;
}

/** The beginning of a day in UTC, as an instant. */
export function startOf(day: string, what: string, command: Command): string {
  return `${dayOf(day, what, command)}T00:00:00.000Z`;
}

export function usageFault(what: string, { usage }: Pick<Command, 'usage'>): ExpungeError {
  return new ExpungeError('USAGE', `${what} Usage: ${usage}`);
}
