import { generateKeyPairSync, sign } from 'node:crypto';
import type { Announcement, Metric } from '../../lib/announcements.ts';
import { ExpungeError } from '../../lib/errors.ts';
import type { Plan, PlanCluster, PlanRecipient } from '../../lib/policy/plan.ts';
import type { Carried } from '../../lib/recipients/carrier.ts';
import {
  createDesk,
  keyIdOf,
  type NoticeKey,
  type RecipientsOffice,
  tellRecipients,
} from '../../lib/recipients/index.ts';
import type { Notice } from '../../lib/recipients/notice.ts';
import { caseRecipients } from '../../lib/registry/case-recipients.ts';
import type { Case, CaseRecipient } from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { samplePlan } from '../erasure/sample-plan.ts';
import { sampleCase } from '../registry/sample-case.ts';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
export const SUBJECT = 'li-13912345678';
/** A Monday. The 15th working day after it is the 2nd of November, to its end in Shanghai. */
export const START = Date.parse('2026-10-12T02:00:00Z');
export const CONFIRM_BY = Date.parse('2026-11-02T16:00:00Z');
export const CASE = 'CCCCCCCCCCCCCCCCCCCCCC';
export const REF = 'RRRRRRRRRRRRRRRRRRRRRR';
export const ANSWER_TO = 'arn:aws-cn:events:cn-north-1:111122223333:event-bus/expunge';

const common = { role: 'processor', ground: '4.1j', confirmWithin: 'P15WD', confirmTo: null, keeps: null } as const;

/** One for each way of being told, and one that keeps what it has. */
export const RECIPIENTS: Readonly<Record<string, PlanRecipient>> = {
  bank: {
    ...common,
    id: 'bank',
    name: 'A Bank',
    role: 'controller',
    tell: null,
    keeps: { because: 'law', why: 'Anti-Money Laundering Law Art. 34' },
  },
  courier: { ...common, id: 'courier', name: 'A Courier', tell: { by: 'https', url: 'https://courier.example/erase' } },
  insurer: {
    ...common,
    id: 'insurer',
    name: '某保险公司 <A&B>',
    tell: { by: 'letter', address: ['某保险公司', '北京市 1 号'] },
    confirmTo: 'privacy@shop.example',
  },
  mailer: { ...common, id: 'mailer', name: 'A Mailer', tell: { by: 'sqs', queue: 'mailer-erasures' } },
  partner: {
    ...common,
    id: 'partner',
    name: 'A Partner',
    tell: { by: 'eventBus', bus: 'arn:aws-cn:events:cn-north-1:111122223333:event-bus/partner' },
  },
};

/** The sample shop, where these receive what is in `logs`. */
export function planWith(recipients: readonly string[]): Plan {
  const { logs, orders } = samplePlan.datasets;
  if (logs === undefined || orders === undefined) throw new Error('the sample has logs and orders');
  const { shop } = samplePlan.policies;
  if (shop === undefined) throw new Error('the sample has a shop');
  const clusters: PlanCluster[] = [
    ...logs.clusters.map((cluster) => ({ ...cluster, categories: ['network', 'visits'] })),
    { rule: '~network', action: 'anonymise', categories: ['network'], fields: {}, only: 'on trigger' },
  ];
  return {
    ...samplePlan,
    policies: { shop: { ...shop, categories: { network: 'IP 地址', visits: '浏览记录', orders: '订单' } } },
    datasets: {
      ...samplePlan.datasets,
      logs: { ...logs, clusters, recipients },
      orders: { ...orders, clusters: orders.clusters.map((cluster) => ({ ...cluster, categories: ['orders'] })) },
    },
    recipients: RECIPIENTS,
  };
}

export interface Sent {
  readonly notice: Notice;
  readonly attempt: number;
  readonly at: number;
}

/** What the other side does with a notice: takes it unless it throws. */
export type Answer = (sent: Sent) => Carried | undefined | Promise<Carried | undefined>;

export const silent = () => {
  throw new ExpungeError('RECIPIENT_SILENT', 'nobody there');
};

/** A registry with an outbox, recipients that take what they are sent, and a clock that is moved. */
export function createRecipientsWorld(ids: readonly string[] = ['courier'], before?: (method: string) => void) {
  let now = START;
  let answer: Answer = () => undefined;
  const plan = planWith(ids);
  const registry = memoryRegistry({ shards: 1, ...(before !== undefined && { before }) });
  const sent: Sent[] = [];
  const announced: Announcement[] = [];
  const faults: unknown[] = [];
  const counts = new Map<Metric, number>();
  const carry = async (_channel: unknown, notice: Notice, attempt: number): Promise<Carried> => {
    const one = { notice, attempt, at: now };
    sent.push(one);
    return (await answer(one)) ?? { confirmed: false };
  };
  const office: RecipientsOffice = {
    plan,
    registry,
    carriers: { https: carry, sqs: carry, eventBus: carry },
    confirmTo: ANSWER_TO,
    clock: { now: () => now, sleep: async () => {} },
    bus: { announce: async (news) => void announced.push(...news) },
    meter: { count: (metric, value) => void counts.set(metric, (counts.get(metric) ?? 0) + value) },
    fault: (error) => void faults.push(error),
  };

  return {
    office,
    registry,
    plan,
    desk: createDesk(office),
    sent,
    announced,
    faults,
    counts,
    get now() {
      return now;
    },
    goTo(instant: number) {
      now = instant;
    },
    advance(milliseconds: number) {
      now += milliseconds;
    },
    answers(next: Answer) {
      answer = next;
    },
    async open(rest: Partial<Case> = {}): Promise<string> {
      const logs = plan.datasets.logs;
      if (logs === undefined) throw new Error('the sample has logs');
      const opened = sampleCase({
        id: CASE,
        ref: rest.id === undefined || rest.id === CASE ? REF : `R${rest.id}`,
        receivedAt: now,
        deadline: now + 21 * DAY,
        outstanding: ['logs#short'],
        recipients: caseRecipients([logs], plan),
        ...rest,
      });
      const closure = { case: opened.id, trigger: 'AccountClosed' as const, at: now, deadline: 2, covers: ['short'] };
      const { scope } = opened;
      const mark = { case: opened.id, trigger: 'ConsentWithdrawn' as const, at: now, deadline: 2 };
      const marks =
        scope.kind === 'categories'
          ? { withdrawn: Object.fromEntries(scope.categories.map((category) => [category, mark])) }
          : { closure };
      const waiting = opened.state === 'waiting' && { waiting: [opened.id] };
      await registry.openCase(opened, { ref: opened.ref, policy: 'shop', id: SUBJECT, ...marks, ...waiting }, []);
      return opened.id;
    },
    look: () => tellRecipients(office, () => true),
    /** Looks each minute, as the schedule does, until this instant. */
    async until(instant: number, step = MINUTE) {
      while (now < instant) {
        await tellRecipients(office, () => true);
        now = Math.min(now + step, instant);
      }
      await tellRecipients(office, () => true);
    },
    async recipient(id = ids[0], caseId = CASE): Promise<CaseRecipient | undefined> {
      return (await registry.case(caseId))?.recipients.find((one) => one.id === id);
    },
    news: (type: Announcement['type']) => announced.filter((one) => one.type === type).map(({ detail }) => detail),
    waiting: () => registry.noticesDue(9e12, 100),
  };
}

/** A key of notices in memory. */
export function memoryNoticeKey(): NoticeKey & { readonly pem: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const spki = Uint8Array.from(publicKey.export({ type: 'spki', format: 'der' }));
  return {
    pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
    id: async () => keyIdOf(spki),
    publicKey: async () => spki,
    sign: async (bytes) => Uint8Array.from(sign('sha256', bytes, privateKey)),
  };
}
