import type { BrakeWhy } from '../backlog.ts';
import type { Report } from '../report.ts';
import { n, t, table, where } from './tables.ts';
import { counted, escaped } from './text.ts';

const BRAKED: Readonly<Record<BrakeWhy, string>> = {
  new: 'nobody has approved it yet',
  changed: 'changed since it was approved',
  budget: 'its day budget was spent',
};

/** Rules that erase nothing until somebody approves them. */
export function brakeTable({ now: { brakes } }: Report): string {
  const idle =
    brakes.idle === 0
      ? ''
      : `<p class="soft">${brakes.rules.length === 0 ? 'Nobody' : 'Besides, nobody'} has approved ${counted(brakes.idle, 'rule')} yet under which nothing was due.</p>`;
  if (brakes.rules.length === 0) return idle;
  return `${table(
    'Rules that erase nothing until somebody approves them, and the records seen that would go',
    [t('Why'), t('Dataset'), t('Rule'), n('Records seen')],
    brakes.rules.map((one) => [
      {
        html: `${BRAKED[one.why]}${one.since === null ? '' : `<small>since ${escaped(one.since.slice(0, 10))}</small>`}`,
      },
      where(one),
      one.rule,
      { bad: one.records },
    ]),
  )}${idle}`;
}
