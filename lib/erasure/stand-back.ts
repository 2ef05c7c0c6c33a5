import { DATELESS_LOOK } from '../registry/times.ts';
import { failUnit } from './failing.ts';
import type { LocatedTag } from './locate.ts';
import { casesOf, lookAgain, type Moment } from './next-timers.ts';
import type { Scope } from './target.ts';
import type { Unit } from './unit.ts';
import { nothingToDo, type UnitResult } from './unit-result.ts';
import type { Workshop } from './workshop.ts';

/**
 * A cluster whose records are being deleted by another one, because a case demands more than anonymising. It erases
 * nothing, sees whether anything is left, and looks again now and then: whoever deletes the last of it looks here too.
 */
export async function standBack(
  { unit, moment, scope, tags }: { unit: Unit; moment: Moment; scope: Scope; tags: readonly LocatedTag[] },
  shop: Workshop,
): Promise<UnitResult> {
  let left: boolean;
  try {
    const target = shop.targets(scope.dataset);
    const keys = tags.map((tag) => tag.locator.key);
    // Where tags say where the records are, one may be there and be somebody else's by now.
    left = keys.length > 0 ? (await target.stillPresent(scope, keys)).size > 0 : await target.any(scope);
  } catch (failure) {
    return failUnit(unit, moment, failure, shop);
  }
  if (left) return { ...nothingToDo(unit), nextUrgent: lookAgain(unit, moment, moment.now + DATELESS_LOOK) };
  const countDown = casesOf(unit).map((id) => ({ case: id, to: 'erased' as const }));
  return { ...nothingToDo(unit), countDown, tag: 'gone', goneLocators: tags, empty: true };
}
