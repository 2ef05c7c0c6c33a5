import { ExpungeError } from '../../lib/errors.ts';
import { refuseCase } from '../../lib/registry/desk/index.ts';
import { giveConsent, meetPreconditions, openCase, placeHold, releaseHold } from '../../lib/registry/index.ts';
import type { Model } from './model.ts';
import { GATE, POLICY, REFUSAL } from './plan.ts';
import type { DemandTold, RecipientsModel } from './recipients-model.ts';
import type { Action, DatasetId } from './scenario.ts';
import type { Scheduler } from './scheduler.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;
const ALL = ['behaviour', 'content', 'phone', 'purchase'];

export interface Surroundings {
  readonly world: World;
  readonly model: Model;
  readonly recipients: RecipientsModel;
  readonly scheduler: Scheduler;
  /** Does something later. */
  readonly at: (time: number, run: () => void) => void;
  /** Begins work that is begun again until it is done. */
  readonly insist: (kind: 'case' | 'hold', work: () => Promise<unknown>, done?: () => void) => void;
  /** Something was written: the table's stream says so. `heard`: it has, and `tag` has done with it. */
  readonly changed: (change: ReturnType<World['put']> & { readonly event: string }, heard: () => void) => void;
}

/** The application, its users, and those who decide: what they do, and what the model hears of it. */
export function createPeople({ world, model, recipients, scheduler, at, insist, changed }: Surroundings) {
  let events = 0;

  function store(subject: string, dataset: DatasetId, key: string, age: number): void {
    const storedAt = scheduler.now;
    const collected = storedAt - age;
    const change = world.put(subject, dataset, key, collected);
    const heard = model.stored({ subject, dataset, key, collected, completed: collected + 1000, storedAt });
    changed({ ...change, event: `event-${++events}` }, () => heard(scheduler.now));
  }

  function act(action: Action): void {
    const event = `event-${++events}`;
    const { kind, at: _now, ...what } = action;
    scheduler.say('people', `${kind} ${JSON.stringify(what)}`);
    switch (action.kind) {
      case 'store':
        store(action.subject, action.dataset, action.key, action.age);
        return;
      case 'close':
        demand(event, { type: 'AccountClosed', subject: action.subject }, null);
        return;
      case 'withdraw': {
        const categories = [action.category];
        demand(event, { type: 'ConsentWithdrawn', subject: action.subject, categories }, categories);
        return;
      }
      case 'request':
        ask(event, action.subject, action.answer ?? 'proven');
        return;
      case 'consent':
        consent(event, action.subject, action.category);
        return;
      case 'hold':
        hold(event, action);
        return;
      case 'poison':
        world.poison.set(action.subject, action);
        at(action.until, () => void world.poison.delete(action.subject));
        return;
      case 'lag':
        scheduler.hit('index lag', 'every index');
        world.table.lag();
        at(action.until, () => world.table.catchUp());
        return;
    }
  }

  function demand(
    id: string,
    about: { type: 'AccountClosed' | 'ConsentWithdrawn'; subject: string; categories?: string[] },
    categories: readonly string[] | null,
  ): void {
    const receivedAt = scheduler.now;
    const said = { id: world.caseId(id), subject: about.subject, categories, askedAt: receivedAt };
    model.demanded(said);
    recipients.demanded(said);
    insist('case', async () => {
      await openCase({ id, policy: POLICY, receivedAt, ...about }, world.office());
      stands(said.id);
    });
  }

  function stands(caseId: string): void {
    model.demandStands(caseId, scheduler.now);
    recipients.stands(caseId, scheduler.now);
  }

  /** Somebody asks for erasure, and nothing begins before it is proven who asks; or it is refused, or both at once. */
  function ask(id: string, subject: string, answer: 'proven' | 'refused' | 'both'): void {
    const receivedAt = scheduler.now;
    const said = { id: world.caseId(id), subject, categories: ALL, askedAt: receivedAt };
    // What is refused was never demanded: nothing may be erased for it.
    if (answer !== 'refused') model.demanded(said);
    const openIt = () =>
      openCase({ id, policy: POLICY, type: 'ErasureRequested', subject, receivedAt }, world.office());
    insist('case', openIt, () => {
      if (answer !== 'refused') at(scheduler.now + 5 * MINUTE, () => prove(said));
      if (answer !== 'proven') at(scheduler.now + 5 * MINUTE, () => refuse(said.id));
    });
  }

  function prove(said: DemandTold): void {
    const id = `event-${++events}`;
    const metAt = scheduler.now;
    recipients.demanded(said);
    insist('case', async () => {
      const preconditions = { [GATE]: 'T-2' };
      const proof = { type: 'PreconditionsMet', id, case: said.id, preconditions, metAt } as const;
      const begun = await meetPreconditions(proof, world.office()).catch(unless('EVENT_CONTRADICTS'));
      if (begun === null || begun.state === 'refused') return;
      if (begun.state !== 'waiting') return stands(said.id);
      // They consented to something since, and a person finds that they meant that.
      at(scheduler.now + 5 * MINUTE, () => refuse(said.id));
    });
  }

  function refuse(caseId: string): void {
    const order = { case: caseId, code: REFUSAL, reason: 'They asked for it yesterday.', by: 'officer' };
    insist('case', () => refuseCase(order, world.office()).catch(unless('CASE_UNDER_WAY')));
  }

  function consent(id: string, subject: string, category: string): void {
    const givenAt = scheduler.now;
    const given = model.consenting(subject, category, givenAt);
    recipients.consenting(subject, category, givenAt);
    const about = { policy: POLICY, subject, categories: [category], version: '2026-01-01', evidence: 'T-1', givenAt };
    insist('case', async () => {
      await giveConsent({ type: 'ConsentGiven', id, ...about }, world.office());
      given(scheduler.now);
    });
  }

  function hold(id: string, { on, until }: Action & { kind: 'hold' }): void {
    const covers = (subject: string, dataset: string) =>
      'subject' in on ? on.subject === subject : 'dataset' in on ? on.dataset === dataset : true;
    const held = model.holding({ id, covers, askedAt: scheduler.now });
    recipients.holding(held);
    const what =
      'dataset' in on ? { dataset: on.dataset } : { policy: POLICY, ...('subject' in on && { subject: on.subject }) };
    const reviewAt = scheduler.now + 400 * 86_400_000;
    const order = { id, on: what, ground: 'a', authority: 'Court, case 1', by: 'officer', reviewAt };
    const release = () => {
      held.releasing ??= scheduler.now;
      insist(
        'hold',
        () => releaseHold(id, 'officer', world.holdOffice('release')),
        () => {
          held.releasedAt ??= scheduler.now;
        },
      );
    };
    insist(
      'hold',
      async () => {
        // Placed before, and told again: its release may have come.
        if (held.releasing !== null) return;
        await placeHold(order, world.holdOffice('hold'));
        held.placedAt ??= scheduler.now;
      },
      () => at(Math.max(until, scheduler.now), release),
    );
  }

  return { act, store };
}

/** Others were quicker, and that is an answer too. */
const unless = (code: string) => (failure: unknown) => {
  if (failure instanceof ExpungeError && failure.code === code) return null;
  throw failure;
};
