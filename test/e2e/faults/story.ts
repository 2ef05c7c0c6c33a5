import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  generatePopulation,
  type ItemRecord,
  type Population,
  type Subject,
  writeItems,
  writeUploads,
} from '../../../examples/five-apps/population/index.ts';
import type { TriggerKind } from '../../../lib/policy/plan.ts';
import { categoriesCovered } from '../../../lib/policy/plan-index.ts';
import { Recipients } from '../../../local/demonstration/recipients.ts';
import { insist, type Stage } from './stage.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Midnight in Shanghai. */
export const START = Date.parse('2026-03-02T00:00:00+08:00');
const DAYS = 230;
/** For so many days people are at it. */
const WRITING = 100;
/** After a day on which something was done, that many looks, minutes apart: indexes settle, and cases are certified. */
const LOOKS = [1, 6, 17];
/** From this day on nothing goes wrong any more: what is left is let settle. */
const CALM_AGAIN = 224;

/** A trigger that somebody said: its id, and whom it is about. */
export interface Said {
  readonly id: string;
  readonly policy: string;
  readonly subject: string;
}

export interface Cast {
  readonly population: Population;
  readonly said: readonly Said[];
  readonly recipients: Recipients;
}

export interface Director {
  /** Plays something beside `act`, which is what moves the story. */
  beside(act: () => Promise<void>): Promise<void>;
  /** From now on nothing goes wrong. */
  rest(): void;
}

/**
 * The same people do the same things at the same times, however it goes: they are stored, they close accounts, withdraw
 * consents, ask; holds come and go; recipients answer; 230 days pass.
 */
export async function tellStory(stage: Stage, seed: string, people: number, director: Director): Promise<Cast> {
  const population = generatePopulation({ seed, subjects: people, start: START, days: WRITING });
  const recipients = new Recipients(stage.scene);
  const said: Said[] = [];
  const { runtime } = stage.deployed;
  let written = 0;

  const moveTo = (at: number) => director.beside(() => runtime.moveClock(Math.max(at, stage.now())));
  const letWork = async () => {
    for (const minutes of LOOKS) await moveTo(stage.now() + minutes * MINUTE);
  };
  const stores = () => ({ plan: stage.plan, dynamodb: runtime.clients.dynamodb(), s3: runtime.clients.s3() });
  const write = async (items: readonly ItemRecord[]) => {
    for (const item of items) await insist(() => writeItems([item], stores()));
  };
  /** The first of those under this policy who have not been chosen, by their order. */
  const chosen = new Set<Subject>();
  const choose = (policy: string): Subject => {
    const found = population.subjects.find((one) => one.policy === policy && !chosen.has(one));
    if (found === undefined) throw new Error(`More people are needed under ${policy}.`);
    chosen.add(found);
    return found;
  };
  const say = async (type: TriggerKind, { policy, id: subject }: Subject, on: number, more: object = {}) => {
    const trigger = stage.plan.policies[policy]?.triggers[type];
    if (trigger === undefined) throw new Error(`${policy} knows no ${type}.`);
    const id = `${type} of ${subject}`;
    const preconditions = Object.fromEntries(trigger.gates.map((gate) => [gate.id, 'ticket 1']));
    const detail = {
      id,
      policy,
      subject,
      receivedAt: new Date(START + on * DAY).toISOString(),
      preconditions,
      ...more,
    };
    const Entries = [
      { EventBusName: stage.scene.bus, Source: 'app', DetailType: type, Detail: JSON.stringify(detail) },
    ];
    await insist(() => runtime.clients.eventbridge().send(new PutEventsCommand({ Entries })));
    said.push({ id, policy, subject });
  };
  const hold = (id: string, input: string, policy: string, ...on: readonly string[]) => {
    const [ground = ''] = Object.keys(stage.plan.policies[policy]?.grounds ?? {});
    const review = new Date(START + 200 * DAY).toISOString().slice(0, 10);
    const about = ['--ground', ground, '--authority', 'Court, case 1', '--by', 'legal', '--review', review];
    return stage.order(input, 'hold', 'place', id, ...on, ...about);
  };
  const policies = Object.keys(stage.plan.policies);
  const under = (type: TriggerKind) => policies.filter((id) => stage.plan.policies[id]?.triggers[type] !== undefined);

  const held: Subject[] = [];
  const days: Record<number, (day: number) => Promise<void>> = {
    0: async () => {
      await insist(() => writeUploads(population.uploads, stores()));
    },
    2: async (day) => {
      for (const policy of policies) held.push(choose(policy));
      for (const [at, { policy, id }] of held.entries())
        await hold(`held-${at}`, `${id}\n`, policy, '--policy', policy, '-');
      await hold('posts', '', 'weidandan', '--dataset', 'weidandan-posts');
      for (const policy of policies) await say('AccountClosed', choose(policy), day);
      // Held people close their accounts all the same, but one.
      for (const one of held.slice(1)) await say('AccountClosed', one, day);
      for (const policy of under('ConsentWithdrawn')) {
        const categories = categoriesCovered(stage.plan, policy, 'ConsentWithdrawn');
        await say('ConsentWithdrawn', choose(policy), day, { categories: categories.slice(0, 2) });
      }
      // Elsewhere several rules change one record of who asks, and how it ends depends on which comes first.
      await say('ErasureRequested', choose('wechat-miniprogram'), day);
    },
    5: async () => {
      // Somebody writes for accounts that are closed.
      const closed = population.subjects.filter((one) => said.some(({ id }) => id === `AccountClosed of ${one.id}`));
      const late = closed.flatMap(({ id }) => population.items.filter(({ subject }) => subject === id).slice(0, 1));
      await write(late);
    },
    40: async () => {
      for (const at of held.keys()) await stage.order('', 'hold', 'release', `held-${at}`, '--by', 'officer');
    },
    130: async () => {
      await stage.order('', 'hold', 'release', 'posts', '--by', 'officer');
    },
    182: async () => {},
    [CALM_AGAIN]: async () => {},
    227: async () => {},
    [DAYS]: async () => {},
  };
  for (const [day, act] of Object.entries(days).map(([at, one]) => [Number(at), one] as const)) {
    if (day >= CALM_AGAIN) director.rest();
    await moveTo(START + day * DAY);
    const until = population.items.findIndex(({ writtenAt }) => writtenAt > START + day * DAY);
    const end = until === -1 ? population.items.length : until;
    const news = population.items.slice(written, end);
    written = end;
    await director.beside(async () => {
      await insist(() => writeItems(news, stores()));
      await act(day);
      await runtime.settle();
    });
    await letWork();
    await insist(() => recipients.answer());
    await moveTo(stage.now() + MINUTE);
  }
  return { population, said, recipients };
}
