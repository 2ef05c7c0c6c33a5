const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * 24:00 of a civil day in a zone: the last day of a term counts to its end (Civil Code 203). Where the clocks skip that
 * midnight, the moment they jump to. By itself, so that a function that needs no more of the rules of time stays small.
 * @param day `YYYY-MM-DD`.
 * @returns milliseconds since 1970-01-01T00:00Z; NaN for what is no date of the calendar.
 */
export function endOfDay(day: string, zone: string): number {
  const start = Date.parse(`${day}T00:00:00Z`);
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || Number.isNaN(start) || !new Date(start).toISOString().startsWith(day)) {
    return Number.NaN;
  }
  const midnight = start + DAY;
  const clock = clockIn(zone);
  // Its offset is that of the day before or of the day after. Where both fit, midnight comes twice: the first ends the day.
  const fits = [clock(midnight - DAY), clock(midnight + DAY)]
    .map((offset) => midnight - offset)
    .filter((at) => at + clock(at) === midnight);
  return fits.length > 0 ? Math.min(...fits) : midnight - clock(midnight - DAY);
}

/** How far a zone's clocks are ahead of UTC at an instant, milliseconds. */
function clockIn(zone: string): (at: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  return (at) => {
    const part = Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
    return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000;
  };
}
