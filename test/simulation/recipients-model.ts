import type { Model } from './model.ts';

/*
 * What must hold of those who received somebody's data (PIPL 47; design, section 8), told by what was demanded, held and
 * consented to, and by what reached them. It knows nothing of outboxes, attempts or reminders. Instants in milliseconds.
 */

/** Who received what, as the plan of the simulation says. One more keeps what it has by law, and is told nothing. */
const RECEIVED: Readonly<Record<string, { readonly dataset: string; readonly categories: readonly string[] }>> = {
  adnet: { dataset: 'logs', categories: ['behaviour'] },
  courier: { dataset: 'orders', categories: ['phone', 'purchase'] },
  printer: { dataset: 'reviews', categories: ['content'] },
};

/** Clocks may be wrong by so much. */
const SKEW = 10_000;
const MINUTE = 60_000;
/** Who is telling goes on with what it read for no longer than it may run. */
const RUN = 3 * MINUTE;
/** Faults may delay the first attempt by so much. */
const SLACK = 12 * 60 * MINUTE;

export interface DemandTold {
  readonly id: string;
  readonly subject: string;
  /** Null: everything. */
  readonly categories: readonly string[] | null;
  readonly askedAt: number;
}
type Held = ReturnType<Model['holding']>;

interface Standing extends DemandTold {
  stoodAt: number | null;
  readonly recipients: Map<string, Reached>;
}
interface Reached {
  tried: number | null;
  told: number | null;
  /** When it said that it has erased, and when that was noted. */
  said: number | null;
  answered: number | null;
  escalated: number | null;
}

export type RecipientsModel = ReturnType<typeof createRecipientsModel>;

export function createRecipientsModel({ complain }: Pick<Model, 'complain'>) {
  const demands = new Map<string, Standing>();
  const holds = new Set<Held>();
  const consents: { readonly subject: string; readonly category: string; readonly at: number }[] = [];

  const expectedOf = ({ categories }: DemandTold) =>
    Object.keys(RECEIVED).filter(
      (id) => categories === null || RECEIVED[id]?.categories.some((one) => categories.includes(one)),
    );
  const reachedBy = (id: string, recipient: string, what: string, at: number): [Standing, Reached] | null => {
    const demand = demands.get(id);
    const reached = demand?.recipients.get(recipient);
    if (demand !== undefined && reached !== undefined) return [demand, reached];
    complain('P1', `${recipient} was ${what} at ${iso(at)} of a case that does not concern it, or has not begun`);
    return null;
  };
  const holdsOn = ({ subject }: DemandTold, recipient: string) =>
    [...holds].filter((one) => one.covers(subject, RECEIVED[recipient]?.dataset ?? ''));
  const isOvertaken = ({ subject, categories, askedAt }: DemandTold) =>
    categories !== null &&
    consents.some((one) => one.subject === subject && categories.includes(one.category) && one.at >= askedAt);

  /** By when somebody must at least have tried to tell it. */
  function dueOf(demand: Standing, recipient: string): number {
    let due = demand.stoodAt ?? Number.POSITIVE_INFINITY;
    // One may begin before another ends.
    const inOrder = holdsOn(demand, recipient).sort((a, b) => a.askedAt - b.askedAt);
    for (const { askedAt, releasedAt } of inOrder)
      if (askedAt <= due + SLACK) due = Math.max(due, releasedAt ?? Number.POSITIVE_INFINITY);
    return due + SLACK;
  }

  return {
    /** From now on it may stand: it was asked for, and whatever it waits for is on its way. */
    demanded(one: DemandTold): void {
      if (demands.has(one.id)) return;
      const nothing = () => ({ tried: null, told: null, said: null, answered: null, escalated: null });
      demands.set(one.id, {
        ...one,
        stoodAt: null,
        recipients: new Map(expectedOf(one).map((id) => [id, nothing()])),
      });
    },
    stands(id: string, at: number): void {
      const demand = demands.get(id);
      if (demand) demand.stoodAt ??= at;
    },
    holding: (held: Held) => void holds.add(held),
    consenting: (subject: string, category: string, at: number) => void consents.push({ subject, category, at }),

    /** Somebody tries to reach it: whether it hears of it is another matter. */
    tried(id: string, recipient: string, at: number): void {
      const found = reachedBy(id, recipient, 'addressed', at);
      if (found === null) return;
      const [demand, reached] = found;
      if (reached.tried === null && at > dueOf(demand, recipient) && !isOvertaken(demand))
        complain('P2', `${recipient} of case ${id} was first addressed at ${iso(at)}, too late`);
      reached.tried ??= at;
    },
    /** It knows. */
    told(
      notice: { case: string; recipient: string; subject: string; categories: readonly string[] },
      at: number,
    ): void {
      const found = reachedBy(notice.case, notice.recipient, 'told', at);
      if (found === null) return;
      const [demand, reached] = found;
      const about = `${notice.recipient} of case ${notice.case} at ${iso(at)}`;
      const mine = RECEIVED[notice.recipient]?.categories ?? [];
      const asked = mine.filter((one) => demand.categories === null || demand.categories.includes(one));
      if (notice.subject !== demand.subject) complain('P5', `${about} was told of another person`);
      if ([...notice.categories].sort().join() !== [...asked].sort().join())
        complain('P1', `${about} was told to erase ${notice.categories}, asked for was ${asked}`);
      for (const { id, placedAt, releasing } of holdsOn(demand, notice.recipient))
        if (placedAt !== null && releasing === null && at > placedAt + RUN + SKEW)
          complain('P3', `${about} was told under the hold ${id}`);
      if (reached.answered !== null && at > reached.answered + RUN + SKEW)
        complain('P6', `${about} was told again after its answer of ${iso(reached.answered)}`);
      reached.told ??= at;
    },
    said(id: string, recipient: string, at: number): void {
      const reached = demands.get(id)?.recipients.get(recipient);
      if (reached) reached.said ??= at;
    },
    /** Its answer is noted. */
    answered(id: string, recipient: string, at: number): void {
      const reached = demands.get(id)?.recipients.get(recipient);
      if (reached) reached.answered ??= at;
    },
    /** A person was called. */
    escalated(id: string, recipient: string, at: number): void {
      const found = reachedBy(id, recipient, 'left to a person', at);
      if (found === null) return;
      const [demand, reached] = found;
      if (reached.tried === null && !isOvertaken(demand))
        complain(
          'P6',
          `${recipient} of case ${id} was left to a person at ${iso(at)}, and nobody had tried to reach it`,
        );
      reached.escalated ??= at;
    },

    /** A case says that it is done. */
    completed(id: string, at: number): void {
      if (!demands.has(id)) complain('P1', `case ${id} was completed at ${iso(at)}, and was never to begin`);
    },
    /** The last certificate of a case could be written now. */
    final(id: string, at: number): void {
      for (const [recipient, one] of demands.get(id)?.recipients ?? [])
        if (one.escalated === null && one.said === null)
          complain('P7', `case ${id} is final at ${iso(at)}, and ${recipient} has not said that it erased`);
    },
    /** Cases that stand, with somebody who has not answered. */
    get open(): readonly string[] {
      return [...demands.values()].flatMap(({ id, stoodAt, recipients }) =>
        stoodAt !== null && [...recipients.values()].some((one) => one.said === null && one.escalated === null)
          ? [id]
          : [],
      );
    },
    /** Everything has settled. `called`: how often a person was. */
    close(refused: readonly string[], called: number): void {
      const left = [...demands.values()].flatMap((one) => [...one.recipients.values()]).filter((one) => one.escalated);
      if (called < left.length)
        complain('P2', `${left.length} recipients were left to a person who was called ${called} times`);
      for (const { id, stoodAt, recipients } of demands.values()) {
        for (const [recipient, { told, said, escalated }] of recipients) {
          const about = `${recipient} of case ${id}`;
          if (refused.includes(id) && told !== null) complain('P1', `${about} was told, and the case was refused`);
          if (stoodAt === null || refused.includes(id)) continue;
          if (told === null && escalated === null) complain('P6', `${about} was never told, and nobody was called`);
          if (said === null && escalated === null) complain('P2', `${about} never answered, and nobody was called`);
        }
      }
    },
  };
}

const iso = (at: number): string => (Number.isFinite(at) ? new Date(at).toISOString() : String(at));
