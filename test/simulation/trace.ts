import type { Violation } from './model.ts';

/** Something that happened in a run. */
export interface Happening {
  /** Milliseconds of the true clock. */
  readonly at: number;
  readonly step: number;
  /** A process, by its name, or who or what else acts. */
  readonly who: string;
  readonly what: string;
  readonly isFault: boolean;
}

/** What nobody has to know who wants to see how it went wrong: answers as they should be, and looks that change nothing. */
const DULL =
  / answers$|^begins?$|^target\.find$|^send$|^sleep$|^registry\.(shard|shardStates|plannedTimers|urgentTimers|knownTimers|holds|noticesDue|case|cases|wideHolds|subjects|taggedClusters|isTagged)$|^(files|receipts|heads)\.(get|read|families)$/;
const WIDTH = 150;

/** A run as people read it: a line for what one process does in a row, who it is, and what went wrong, marked by `!`. */
export function tellTrace(happenings: readonly Happening[], violations: readonly Violation[]): string[] {
  const busy = new Set(happenings.filter(isTelling).map(({ who }) => who));
  const lines: { who: string; at: number; text: string }[] = [];
  for (const one of happenings) {
    if (!one.isFault && (DULL.test(one.what) || !busy.has(one.who))) continue;
    const last = lines.at(-1);
    const what = (one.isFault ? `! ${one.what}` : one.what).replace('registry.', '');
    if (last?.who === one.who && last.text.endsWith(what)) continue;
    const joined = last && `${last.text}, ${what}`;
    if (last?.who === one.who && joined !== undefined && joined.length < WIDTH) last.text = joined;
    else lines.push({ who: one.who, at: one.at, text: what });
  }
  const width = Math.max(...lines.map(({ who }) => who.length), 0);
  return [
    ...lines.map(({ who, at, text }) => `${new Date(at).toISOString()}  ${who.padEnd(width)}  ${text}`),
    ...violations.map(({ promise, what }) => `=> ${promise}: ${what}`),
  ];
}

/** Whoever only looked has nothing to tell. */
function isTelling({ what, isFault }: Happening): boolean {
  return isFault || !(DULL.test(what) || what === 'done' || /^(heads|files|receipts)\./.test(what));
}
