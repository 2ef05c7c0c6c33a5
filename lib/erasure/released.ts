import { effectOf } from '../policy/effect.ts';
import { brakeState } from '../registry/brakes.ts';
import { startNow } from '../registry/bring-forward.ts';
import { clusterName } from '../registry/keys.ts';
import type { UrgentTimer } from '../registry/model.ts';
import type { Checked } from './page.ts';
import { placeOf } from './place.ts';
import type { Unit } from './unit.ts';
import type { UnitResult } from './unit-result.ts';
import type { WorkOrder } from './worker.ts';
import type { Workshop } from './workshop.ts';

/**
 * Who releases a hold, or lifts a brake, then looks for the timers that wait for it; a page that had seen it before may leave
 * its own only afterwards. So it writes them, then looks whether what they wait for is still there: one of the two always sees
 * the other.
 * @param results whose timers have been written.
 * @param check reads holds anew.
 */
export async function startReleased(
  results: readonly UnitResult[],
  check: (units: readonly Unit[]) => Promise<(unit: Unit) => Checked>,
  order: WorkOrder,
  shop: Workshop,
): Promise<void> {
  const held = results.filter(({ nextUrgent }) => nextUrgent.some(isHeld));
  const braked = results.filter(({ nextUrgent }) => nextUrgent.some(isBraked));
  if (held.length + braked.length === 0) return;
  const { registry, clock } = shop;
  const checked = held.length === 0 ? null : await check(held.map(({ unit }) => unit));
  const brakes = braked.length === 0 ? [] : await registry.brakes(braked.map(({ unit }) => unit));
  const byName = new Map(brakes.map((brake) => [clusterName(brake), brake]));
  const runs = ({ unit }: UnitResult) => {
    const place = placeOf(shop.plan, unit, order.name.action);
    const effect = place && effectOf(shop.plan, place.dataset, place.cluster);
    return effect !== null && brakeState(byName.get(clusterName(unit)) ?? null, effect) === 'running';
  };
  const released = [
    ...held
      .filter(({ unit }) => checked?.(unit).holds.length === 0)
      .flatMap(({ nextUrgent }) => nextUrgent.filter(isHeld)),
    ...braked.filter(runs).flatMap(({ nextUrgent }) => nextUrgent.filter(isBraked)),
  ];
  if (released.length > 0) await startNow(released, clock.now(), registry);
}

const isHeld = ({ held }: UrgentTimer): boolean => held === true;
const isBraked = ({ braked }: UrgentTimer): boolean => braked === true;
