import type { BusEvent } from './event.ts';
import type { Target } from './targets.ts';

/** What a target is handed: the event, a part of it (`InputPath`; null where it has none) or a constant (`Input`). */
export function payloadOf(event: BusEvent, target: Target): unknown {
  if (target.Input !== undefined) return JSON.parse(target.Input);
  const names = (target.InputPath ?? '$').split('.').slice(1);
  return names.reduce<unknown>((part, name) => {
    const has = typeof part === 'object' && part !== null && Object.hasOwn(part, name);
    return has ? (part as Record<string, unknown>)[name] : null;
  }, event);
}
