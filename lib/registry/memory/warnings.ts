import { parseWarningSortKey, startedBound, WARNINGS, warningKey } from '../keys.ts';
import type { Warning, Warnings } from '../warnings.ts';
import type { Before } from './index.ts';
import type { Items } from './items.ts';
import { insist, legalId } from './legal.ts';

export function warningMethods(items: Items, before: Before): Warnings {
  const put = (warning: Warning) => {
    legalId('case', warning.case);
    if (warning.clock !== 'erasure') legalId('reply', warning.clock.reply);
    insist(warning.at % 1000 === 0, `a warning waits until ${warning.at} ms, which is no whole second`);
    items.put(warningKey(warning), {});
  };
  return {
    async putWarning(warning) {
      await before('putWarning');
      put(warning);
    },

    async warningsDue(now, limit) {
      await before('warningsDue');
      insist(limit > 0, `${limit} warnings were asked for`);
      return items.range(WARNINGS, '0', startedBound(now), limit).map(({ sk }) => parseWarningSortKey(sk));
    },

    async turnWarning(done, next) {
      await before('turnWarning');
      if (next !== null) put(next);
      // A request of its own.
      await before('turnWarning');
      items.delete(warningKey(done));
    },
  };
}
