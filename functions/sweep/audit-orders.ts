import * as z from 'zod/mini';
import { type AuditOffice, audited, beginAudit, guardPage } from '../../lib/auditing/index.ts';
import { ExpungeError } from '../../lib/errors.ts';
import { type Audit, refreshBackup, type Walk } from '../../lib/registry/index.ts';
import { safeParse } from '../../lib/safe-parse.ts';
import type { SweepOrders } from './handler.ts';

/** How long one order looks through a restored store before it says how far it came. Milliseconds. */
const GUARDED_FOR = 60_000;

const text = (most: number) => z.string().check(z.minLength(1), z.maxLength(most));
const begin = z.strictObject({ command: z.string(), store: z.nullable(text(255)) });
const guard = z.strictObject({ command: z.string(), dataset: text(255), after: z.nullable(text(8192)) });
const refresh = z.strictObject({
  command: z.string(),
  id: text(300),
  dataset: text(255),
  copy: text(255),
  refreshedAt: z.iso.datetime(),
  evidence: text(200),
  by: text(100),
});

/** An audit as it is told. Instants in ISO 8601, UTC. */
export type ToldAudit = Omit<Audit, 'begunAt' | 'endedAt'> & { readonly begunAt: string; readonly endedAt: string };

/** Audits, the guard over restored stores, and refreshed backups. Whoever may invoke the function may do all of it. */
export function auditOrders(open: () => Promise<AuditOffice>): SweepOrders {
  return {
    async 'audit begin'(order) {
      const { store } = read(begin, order);
      const office = await open();
      const stores = store === null ? audited(office.plan) : [store];
      const begun: Walk[] = [];
      for (const one of stores) begun.push(await beginAudit(one, office));
      return { begun: stores };
    },

    async 'audit show'() {
      const { registry, plan } = await open();
      const walks = (await registry.walks()).filter(
        ({ name, finishedAt }) => isAudit(name) && finishedAt === undefined,
      );
      return {
        stores: audited(plan),
        audits: (await registry.audits()).map(told),
        underWay: walks.map(({ name, begunAt, counts }) => ({
          store: name.slice(PREFIX.length),
          begunAt: iso(begunAt),
          records: counts.looked,
        })),
      };
    },

    async 'restore guard'(order) {
      const { dataset, after } = read(guard, order);
      const office = await open();
      return guardPage(dataset, after, office.clock.now() + GUARDED_FOR, office);
    },

    async 'guarded datasets'() {
      return { datasets: Object.keys((await open()).plan.datasets).sort() };
    },

    async 'backup refreshed'(order) {
      const { command: _command, refreshedAt, ...event } = read(refresh, order);
      return refreshBackup({ ...event, refreshedAt: Date.parse(refreshedAt) }, await open());
    },
  };
}

const PREFIX = 'audit/';
const isAudit = (name: string): boolean => name.startsWith(PREFIX);

const told = ({ begunAt, endedAt, ...audit }: Audit): ToldAudit => ({
  ...audit,
  begunAt: iso(begunAt),
  endedAt: iso(endedAt),
});

const iso = (instant: number): string => new Date(instant).toISOString();

function read<T extends z.ZodMiniType>(shape: T, order: Readonly<Record<string, unknown>>): z.output<T> {
  const result = safeParse(shape, order);
  if (result.success) return result.data;
  const places = [...new Set(result.error.issues.map(({ path }) => String(path[0] ?? 'a field too many')))];
  throw new ExpungeError(
    'USAGE',
    `This order is not of its form: ${places.join(', ')}. Use the command line of the version that is deployed.`,
  );
}
