/** Everything the rules of time compute, as text, so that it can be compared between machines in different zones. */
import { addPeriod, isWorkingDay, nthWorkingDayAfter, parsePeriod, schedule } from '../../../lib/retention/index.ts';
import { datesFrom } from '../walk.ts';

const lines: string[] = [];
for (const date of datesFrom('2022-12-26', '2027-01-20')) {
  lines.push(`${date} ${isWorkingDay(date)} ${JSON.stringify(nthWorkingDayAfter(date, 15))}`);
  const start = Date.parse(`${date}T17:31:07.123Z`);
  for (const zone of ['Asia/Shanghai', 'America/New_York']) {
    for (const text of ['180 days', '1 month', '15 working days CN']) {
      const ends = (['down', 'up'] as const).map((round) => addPeriod(start, parsePeriod(text), zone, round).at);
      lines.push(`${zone} ${text} ${ends.join(' ')}`);
    }
    const ageing = { period: parsePeriod('180 days'), floor: parsePeriod('6 months'), window: 86_400, zone };
    lines.push(JSON.stringify(schedule(ageing, { start, floorStart: start }, false)));
  }
}
process.stdout.write(lines.join('\n'));
