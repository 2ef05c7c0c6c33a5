import fc from 'fast-check';
import { expect, test } from 'vitest';
import { whenErased } from '../../../lib/erasure/when-erased.ts';
import type { PlanRule } from '../../../lib/policy/plan.ts';
import { addPeriod, parsePeriod } from '../../../lib/retention/index.ts';
import { fateByAge, workingDeadline } from '../../../local/demonstration/expect.ts';

const ZONE = 'Asia/Shanghai';
const instants = fc.integer({ min: Date.parse('2022-01-01'), max: Date.parse('2026-08-01') });
const periods = fc.constantFrom('P30D', 'P90D', 'P180D', 'P6M', 'P7M', 'P1Y', 'P3Y1M');

test('the demonstration and the product, each with arithmetic of its own, come to the same dates', () => {
  fc.assert(
    fc.property(instants, fc.option(periods), fc.option(fc.constantFrom('P6M', 'P3Y')), (start, period, floor) => {
      const rule: PlanRule = {
        id: 'r',
        clause: '1',
        start: 'collected',
        period,
        window: 86_400,
        floor: floor === null ? null : { period: floor, start: 'collected', law: 'a law' },
      };
      const standing = {
        rule,
        policy: { version: '1', zone: ZONE },
        covered: false,
        consents: new Set<string>(),
        closedAt: null,
      };
      const theirs = whenErased({ at: { collected: start } }, standing);
      const ours = fateByAge(rule, 'delete', { collected: start }, ZONE);
      if (theirs.kind === 'never') expect(ours.latest).toBe(Number.POSITIVE_INFINITY);
      else expect(ours).toMatchObject({ latest: theirs.latest, from: theirs.from, floorEnds: theirs.floorEnds });
    }),
  );
});

test('working days of the chinese-days package and of our own table end on the same day', () => {
  fc.assert(
    fc.property(instants, fc.integer({ min: 1, max: 30 }), (start, days) => {
      const theirs = addPeriod(start, parsePeriod(`P${days}WD`), ZONE, 'up');
      expect(workingDeadline(start, `P${days}WD`, ZONE)).toBe(theirs.at);
    }),
  );
});
