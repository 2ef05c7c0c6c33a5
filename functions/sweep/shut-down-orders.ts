import * as z from 'zod/mini';
import { ExpungeError } from '../../lib/errors.ts';
import type { Registry } from '../../lib/registry/index.ts';
import { safeParse } from '../../lib/safe-parse.ts';
import { progressOf, type ShutDownProgress } from '../../lib/shutting-down/index.ts';
import type { SweepOrders } from './handler.ts';

const show = z.strictObject({ command: z.literal('shut-down show'), id: z.string().check(z.regex(/^[\w-]{1,64}$/)) });

/** How far the ends of services have come. Nothing is changed: they are opened and proven over the bus, as cases are. */
export function shutDownOrders(registry: Pick<Registry, 'shutDowns' | 'walk'>): SweepOrders {
  return {
    async 'shut-down list'() {
      const shutDowns: ShutDownProgress[] = [];
      for (const one of await registry.shutDowns()) shutDowns.push(await progressOf(one, registry));
      return { shutDowns };
    },

    async 'shut-down show'(order) {
      const asked = safeParse(show, order);
      if (!asked.success) throw new ExpungeError('USAGE', '`shut-down show` takes the id of a shut-down.');
      const one = (await registry.shutDowns()).find(({ id }) => id === asked.data.id);
      if (one !== undefined) return { shutDown: await progressOf(one, registry) };
      throw new ExpungeError('USAGE', 'There is no such shut-down. `shut-down list` shows those there are.');
    },
  };
}
