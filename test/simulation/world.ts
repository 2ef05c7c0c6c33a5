import { createHash } from 'node:crypto';
import { createHandler } from '../../functions/seal/handler.ts';
import type { Announcement } from '../../lib/announcements.ts';
import { obstaclesTo } from '../../lib/certifying/refusals.ts';
import { sightingsIn } from '../../lib/erasure/sightings.ts';
import type { Found, Scope, Target } from '../../lib/erasure/target.ts';
import { keyOf, memoryTarget } from '../../lib/erasure/targets/memory.ts';
import { type WorkOrder, workShard } from '../../lib/erasure/worker.ts';
import type { Workshop } from '../../lib/erasure/workshop.ts';
import { ExpungeError } from '../../lib/errors.ts';
import { createEpochKey } from '../../lib/evidence/epochs/index.ts';
import { packPage, type ReceiptPage } from '../../lib/evidence/index.ts';
import type { LogHeads } from '../../lib/evidence/log/log-heads.ts';
import { memoryHeads, memorySigner, memoryStorage } from '../../lib/evidence/log/memory/index.ts';
import { createSealer } from '../../lib/evidence/log/seal.ts';
import type { Plan, PlanDataset } from '../../lib/policy/plan.ts';
import { type RecipientsOffice, tellRecipients } from '../../lib/recipients/index.ts';
import {
  arm,
  createReferencer,
  findDue,
  type HoldOffice,
  type Registry,
  type ShardName,
} from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { approved } from '../registry/approved.ts';
import { sampleEvidence } from '../registry/sample-case.ts';
import { watchBudgets } from './budgets.ts';
import type { Model } from './model.ts';
import { POLICY, simulationPlan } from './plan.ts';
import { createRecipients } from './recipients.ts';
import type { RecipientsModel } from './recipients-model.ts';
import { type Action, type DatasetId, SUBJECTS } from './scenario.ts';
import type { Process, Scheduler } from './scheduler.ts';
import { withConflicts, withStoreFaults } from './store-faults.ts';

export const SHARDS = 2;
/** So old may be what an eventually consistent read answers (milliseconds). */
const STALE = 5_000;
/** No page of cases is begun after so much of an invocation. */
const TELLING = 2 * 60_000;
/** Making a key costs more than a whole run, and every run may have the same. */
const SIGNER = memorySigner();
const REFERENCES = createReferencer(Buffer.from('registry key'));
const EPOCH = createEpochKey('2026', Buffer.from('evidence key'));

/** Whose registry it is: of the workers, of `tag`, of those who place and release holds, of cases, of those who tell others. */
export type Role = 'worker' | 'tag' | 'hold' | 'release' | 'case' | 'recipients';

/** What a mutant may replace: each is wrapped around what the product's code is given. Wrapped once per process. */
export interface Mutation {
  readonly registry?: (registry: Registry, role: Role, clock: () => number) => Registry;
  readonly target?: (target: Target) => Target;
  readonly prove?: (prove: Workshop['prove']) => Workshop['prove'];
  readonly heads?: (heads: LogHeads) => LogHeads;
  readonly plan?: (plan: Plan) => Plan;
  readonly clock?: (clock: Workshop['clock']) => Workshop['clock'];
}

/** The twins, behind the scheduler, and the real code on them. Everything here is called from within a process. */
export function createWorld(scheduler: Scheduler, model: Model, others: RecipientsModel, mutation: Mutation = {}) {
  const { request, answer } = scheduler;
  const asOf = () => {
    if (!scheduler.strikes(0.05, 17)) return scheduler.now;
    scheduler.hit('stale read', 'registry');
    return scheduler.now - STALE;
  };
  let begun = false;
  const registry = memoryRegistry({
    shards: SHARDS,
    before: (method) => (begun ? request(`registry.${method}`) : undefined),
    eventual: { now: () => scheduler.now, asOf },
  });
  const table = memoryTarget();
  const heads = memoryHeads((method) => request(`heads.${method}`));
  const log = withConflicts(heads, scheduler);
  const receipts = memoryStorage((method) => request(`receipts.${method}`));
  const files = memoryStorage((method) => request(`files.${method}`));
  const logQueue: string[] = [];
  const proved = new Map<string, string>();
  const families = new Map<string, string>();
  const announced: Announcement[] = [];
  const post = createRecipients(scheduler, others);
  /** Letters that a person is to send. */
  const letters: { readonly case: string; readonly recipient: string }[] = [];
  /** Who cannot be erased for now. */
  const poison = new Map<string, Pick<Action & { kind: 'poison' }, 'how' | 'only'>>();
  /** Somebody writes the record again, just now. */
  const users = { renew: (_subject: string, _dataset: DatasetId, _key: string): void => {} };
  /** Records that the store said it erased, and did not. */
  const lied = new Set<string>();
  const counts: Record<string, number> = {};
  const tried = new Map<string, Set<string>>();

  const plan = mutation.plan?.(simulationPlan) ?? simulationPlan;
  const clock = { now: () => scheduler.clock(), sleep: scheduler.sleep };
  const meter = {
    count: (metric: string, value: number) => {
      counts[metric] = (counts[metric] ?? 0) + value;
      if (metric === 'Stuck' && scheduler.process) calling.add(scheduler.process);
    },
  };
  const bus = {
    announce: async (news: readonly Announcement[]) => {
      await request('bus.announce');
      announced.push(...news);
      for (const one of news) hear(one);
      await answer('bus.announce');
    },
  };
  const hear = (news: Announcement) => {
    switch (news.type) {
      case 'ErasureCompleted':
        model.completed(news.detail.case, scheduler.now);
        return others.completed(news.detail.case, scheduler.now);
      case 'RecipientEscalated':
        return others.escalated(news.detail.case, news.detail.recipient, scheduler.now);
      case 'LetterToSend':
        return void letters.push(news.detail);
    }
  };

  /** Done, and nobody may ever hear of it. */
  const answering = <T extends object>(port: T, name: string): T =>
    Object.fromEntries(
      Object.entries(port).map(([method, call]) => [
        method,
        async (...args: unknown[]) => {
          const result = await (call as (...all: unknown[]) => unknown)(...args);
          await answer(`${name}.${method} answers`);
          return result;
        },
      ]),
    ) as T;
  const { contents, ...methods } = registry;
  /** Who counted that something is stuck: what it is, says the timer that it leaves behind. */
  const calling = new Set<Process>();
  methods.putUrgentTimers = async (timers) => {
    await registry.putUrgentTimers(timers);
    if (!scheduler.process || !calling.has(scheduler.process)) return;
    for (const { stuck, ref, dataset, rule } of timers)
      if (stuck !== undefined) model.alarmed({ subject: refs.get(ref) ?? '', dataset, rule }, scheduler.now);
  };
  methods.confirmRecipient = async (id, recipient, ...rest) => {
    const one = await registry.confirmRecipient(id, recipient, ...rest);
    if (one?.recipients.some((known) => known.id === recipient && known.confirmedAt !== undefined))
      others.answered(id, recipient, scheduler.now);
    return one;
  };
  const budgets = watchBudgets(registry, model);
  methods.takeBudget = budgets.takeBudget;
  methods.saveBrake = budgets.saveBrake;
  const port = answering<Registry>(withStoreFaults<Registry>(methods, scheduler), 'registry');
  // They look again and again while a hold is on: nothing is lost with an answer that they would only read once more.
  const { case: one, checkSubject, wideHolds, noticesDue } = methods;
  const ports: Partial<Record<Role, Registry>> = {
    recipients: { ...port, case: one, checkSubject, wideHolds, noticesDue },
  };
  const registryFor = (role: Role): Registry => {
    const own = ports[role] ?? port;
    return mutation.registry?.(own, role, clock.now) ?? own;
  };

  const who = (scope: Scope) => `${scope.dataset.id}/${scope.cluster.rule} of ${scope.subject}`;
  const sicken = (scope: Scope) => {
    const { how, only = scope.cluster.action } = poison.get(scope.subject) ?? {};
    if (how === undefined || only !== scope.cluster.action) return;
    scheduler.hit('poison', who(scope));
    if (how === 'fails') throw new ExpungeError('STORE_REFUSES', 'The store refuses.');
    const { process } = scheduler;
    if (process) scheduler.crash(process);
  };
  /** What one record is called by the model: the attribute that tells it from others. */
  const idOf = (dataset: PlanDataset, key: string) =>
    String(
      (JSON.parse(key) as unknown[]).at(dataset.store.kind === 'dynamodb' && dataset.store.sortKey === null ? 0 : 1),
    );

  async function eraseOne(
    scope: Scope,
    record: Found,
    mayTouch: () => void,
  ): Promise<{ keys: ReadonlySet<string>; refused: number; failure: unknown }> {
    const nothing = { keys: new Set<string>(), refused: 0 };
    try {
      mayTouch();
      await request(`target.erase ${who(scope)}`, true);
      const name = `${scheduler.process?.name} ${who(scope)}`;
      if (!tried.has(name)) tried.set(name, new Set());
      if (scheduler.strikes(0.02, 12)) {
        scheduler.hit('false answer', who(scope));
        lied.add(`${who(scope)} ${record.key}`);
        tried.get(name)?.add(`${who(scope)} ${record.key}`);
        return { ...nothing, keys: new Set([record.key]), failure: null };
      }
      if (scheduler.strikes(0.02, 18)) {
        scheduler.hit('written meanwhile', who(scope));
        users.renew(scope.subject, scope.dataset.id as DatasetId, idOf(scope.dataset, record.key));
      }
      const done = await table.erase(scope, [record]);
      if (done.keys.size > 0) {
        const { subject, dataset, cluster } = scope;
        model.erased(
          { subject, dataset: dataset.id, rule: cluster.rule, key: idOf(dataset, record.key) },
          scheduler.now,
        );
        budgets.erased({ dataset: dataset.id, rule: cluster.rule });
        lied.delete(`${who(scope)} ${record.key}`);
        tried.get(name)?.add(`${who(scope)} ${record.key}`);
      }
      await answer('target.erase answers');
      return done;
    } catch (failure) {
      return { ...nothing, failure };
    }
  }

  const target: Target = {
    verification: table.verification,
    findLags: table.findLags,
    async *find(scope) {
      await request(`target.find ${who(scope)}`);
      sicken(scope);
      await answer('target.find');
      for await (const page of table.find(scope)) {
        yield page;
        await request('target.find');
      }
    },
    async erase(scope, records, mayTouch = () => {}) {
      const keys = new Set<string>();
      let refused = 0;
      for (const record of records) {
        const one = await eraseOne(scope, record, mayTouch);
        for (const key of one.keys) keys.add(key);
        refused += one.refused;
        if (one.failure !== null) return { keys, refused, failure: one.failure };
      }
      return { keys, refused, failure: null };
    },
    async stillPresent(scope, keys) {
      await request('target.stillPresent');
      return table.stillPresent(scope, keys);
    },
    async any(scope) {
      await request('target.any');
      return table.any(scope);
    },
  };

  /** Durable when it returns. */
  const prove = async (page: ReceiptPage) => {
    await request('prove');
    if (SUBJECTS.some((subject) => JSON.stringify(page).includes(subject)))
      model.complain('P5', `evidence names somebody: ${page.page}`);
    logQueue.push(JSON.stringify(packPage(page)));
    for (const one of page.receipts) {
      proved.set(one.id, page.page);
      families.set(page.page, page.family);
      if (!('outcome' in one) || one.outcome !== 'erased') continue;
      const cluster = `${one.dataset}/${one.rule.id} of ${subjectOf(one.subject.ref)}`;
      const mine = [...(tried.get(`${scheduler.process?.name} ${cluster}`) ?? [])].filter((key) => !lied.has(key));
      if (one.records > mine.length)
        model.complain('P4', `a receipt speaks of ${one.records} records of ${cluster}, gone are ${mine.length}`);
    }
    await answer('prove answers');
  };
  const names = new Map<string, string>();
  const refs = new Map<string, string>();
  const subjectOf = (ref: string) => names.get(ref) ?? 'nobody';
  const known = (subject: string) => {
    names.set(EPOCH.reference(POLICY, subject).ref, subject);
    refs.set(REFERENCES.subject(POLICY, subject), subject);
    return subject;
  };

  const office = () => ({
    ...{ plan, referencer: REFERENCES, clock, bus, meter, shards: SHARDS },
    registry: registryFor('case'),
    evidenceOf: async () => sampleEvidence,
    keyOf: (dataset: PlanDataset, key: Record<string, unknown>) => keyOf(dataset, key as never),
  });
  const holdOffice = (role: 'hold' | 'release'): HoldOffice => ({ ...office(), registry: registryFor(role) });
  const fault = (error: unknown) =>
    scheduler.say(scheduler.process?.name ?? '', `fault: ${error instanceof Error ? error.message : error}`);
  const recipientsOffice = (): RecipientsOffice => ({
    ...{ plan, clock, bus, meter, fault, carriers: post.carriers, confirmTo: 'the bus' },
    registry: registryFor('recipients'),
  });

  return {
    /** Everything has been approved long before the story begins. */
    async begin(): Promise<void> {
      await approved({ plan, registry: { ...registry, ...budgets }, clock, shards: SHARDS });
      begun = true;
    },
    registry,
    contents,
    table,
    heads,
    receipts,
    files,
    logQueue,
    proved,
    families,
    announced,
    counts,
    poison,
    users,
    post,
    letters,
    recipientsOffice,
    /** The last certificate of this case could be written. */
    async isFinal(id: string): Promise<boolean> {
      const one = await registry.case(id);
      if (one?.state !== 'completed') return false;
      return (
        (await obstaclesTo('final', one, new Set(one.receipts), { plan, registry }, scheduler.now)).reasons.length === 0
      );
    },
    names,
    subjectOf,
    signer: SIGNER,
    office,
    holdOffice,
    caseId: (event: string) => REFERENCES.case(POLICY, event),

    /** Writes a record as the application does; what its stream will say of it. */
    put(
      subject: string,
      dataset: DatasetId,
      key: string,
      collected: number,
    ): { dataset: PlanDataset; fields: Record<string, unknown> } {
      known(subject);
      const of = simulationPlan.datasets[dataset] as PlanDataset;
      const completed = dataset === 'orders' ? { completed_at: collected + 1000, phone: '13800000000' } : {};
      const fields = { user: subject, id: key, created_at: collected, ...completed };
      const record = keyOf(of, fields as never);
      for (const one of lied) if (one.endsWith(` ${record}`)) lied.delete(one);
      table.put(of, fields as never);
      return { dataset: of, fields };
    },

    async tag(
      changes: readonly { dataset: PlanDataset; fields: Record<string, unknown>; event: string }[],
    ): Promise<void> {
      const sightings = changes.flatMap(({ dataset, fields, event }) => {
        const stored = { dataset, fields: fields as never, key: keyOf(dataset, fields as never), event };
        return [...(sightingsIn(stored, plan, clock.now()) ?? [])];
      });
      await arm(sightings, { registry: registryFor('tag'), referencer: REFERENCES, clock, meter });
    },

    async work(name: ShardName, worker: string, careful: boolean): Promise<void> {
      const time = mutation.clock?.(clock) ?? clock;
      const order: WorkOrder = { name, worker, cutOff: clock.now() + 600_000, careful };
      await workShard(order, {
        ...{ plan, bus, meter, clock: time, evidenceReference: EPOCH.reference },
        registry: registryFor('worker'),
        targets: () => mutation.target?.(target) ?? target,
        prove: mutation.prove?.(prove) ?? prove,
        fault,
      });
    },

    async tell(): Promise<void> {
      const begun = clock.now();
      const { faults } = await tellRecipients(recipientsOffice(), () => clock.now() < begun + TELLING);
      if (faults.length > 0) throw faults[0];
    },

    findDue: (send: (name: ShardName) => Promise<void>) =>
      findDue({ registry: methods, shards: SHARDS, clock, meter, send }),

    async seal(bodies: readonly string[]): Promise<void> {
      let salts = scheduler.steps;
      const sealer = createSealer({
        ...{
          log: 'expunge.example/aws',
          receipts,
          files,
          witness: null,
          witnessBus: null,
          signer: SIGNER,
          clock,
          meter,
        },
        heads: mutation.heads?.(log) ?? log,
        random: (bytes) => createHash('sha256').update(`salt ${salts++}`).digest().subarray(0, bytes),
        dayOf: (_policy, instant) => instant.slice(0, 10),
      });
      const { batchItemFailures } = await createHandler({ sealer, fault })({ Records: bodies.map(asMessage) });
      if (batchItemFailures.length > 0) model.complain('P6', 'a page of receipts is refused by those who seal');
    },
  };
}

/** As the log queue hands it over. */
const asMessage = (body: string, index: number) => ({
  ...{ messageId: `message-${index}`, body, eventSourceARN: 'arn:aws:sqs:::log' },
  attributes: { ApproximateReceiveCount: '1' },
});

export type World = ReturnType<typeof createWorld>;
