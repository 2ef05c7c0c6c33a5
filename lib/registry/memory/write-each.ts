import type { Registry } from '../registry.ts';
import type { Before } from './index.ts';

/** Several writes that are no transaction: whoever crashes in between leaves a part of them. */
export async function writeEach<T>(
  before: Before,
  method: keyof Registry,
  things: readonly T[],
  write: (thing: T) => void,
): Promise<void> {
  if (things.length === 0) await before(method);
  for (const thing of things) {
    await before(method);
    write(thing);
  }
}
