import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { writeItems, writeUploads } from '../../../examples/five-apps/population/index.ts';
import { inBatches } from '../../../lib/concurrency.ts';
import type { ScopeKind, TriggerKind } from '../../../lib/policy/plan.ts';
import { type Appearance, digestOf } from '../appearance.ts';
import { type Entry, Ledger } from '../ledger.ts';
import { lookAtStores } from '../look.ts';
import { type CaseItem, viewRegistry } from '../registry-view.ts';
import type { Scene } from '../scene.ts';
import type { Cast, Player } from './cast.ts';
import { holdAgainst, type Shown } from './hold-against.ts';
import type { WrittenInventory } from './inventory.ts';
import type { Play } from './plays.ts';
import { type About, tellOf } from './scope.ts';

/** What became of one trigger of one policy, played by one subject (or by all that were left). */
export interface TriggerResult {
  readonly policy: string;
  readonly trigger: TriggerKind;
  readonly scope: ScopeKind;
  readonly subjects: number;
  /** `restricted`: all has gone but what a floor keeps. `waiting`, `open`: not done when the play ended. */
  readonly outcome: 'completed' | 'restricted' | 'waiting' | 'open' | 'not opened';
  /** What it had to wait for before anything was erased. */
  readonly gates: readonly string[];
  /** From receipt until all that may go had gone. Null: not done. */
  readonly hours: number | null;
  readonly inTime: boolean;
  readonly erased: number;
  readonly keptByLaw: number;
  readonly untouched: number;
  /** Empty: the stores show what the trigger promises, and nothing else. */
  readonly wrong: readonly string[];
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** PutEvents takes so many at once. */
const EVENTS = 10;

/**
 * Plays every trigger: told first without its proofs, so that what has to wait is seen to wait; then with them. The
 * services of which that is promised are shut down at the end, for everybody who is left.
 */
export async function performTriggers(
  scene: Scene,
  cast: Cast,
  inventory: WrittenInventory,
): Promise<readonly TriggerResult[]> {
  const stage = new Stage(scene, cast, inventory);
  await stage.store();
  const forOne = await stage.playForOne();
  return [...forOne, ...(await stage.shutDown())];
}

/** A player with what the trigger is about, and the case it led to. */
interface Role {
  readonly player: Player;
  readonly about: About;
  readonly case: CaseItem | undefined;
}

class Stage {
  readonly #scene: Scene;
  readonly #cast: Cast;
  readonly #inventory: WrittenInventory;
  readonly #ledger: Ledger;

  constructor(scene: Scene, cast: Cast, inventory: WrittenInventory) {
    this.#scene = scene;
    this.#cast = cast;
    this.#inventory = inventory;
    this.#ledger = new Ledger(scene.plan);
  }

  get #now(): number {
    return this.#scene.runtime.clock.now();
  }

  async store(): Promise<void> {
    const { plan, runtime } = this.#scene;
    const stores = { plan, dynamodb: runtime.clients.dynamodb(), s3: runtime.clients.s3() };
    const all = [...this.#cast.players, ...this.#cast.bystanders];
    const items = all.flatMap((player) => player.items);
    await writeItems(items, stores);
    for (const item of items) this.#ledger.addItem(item);
    const uploads = all.flatMap((player) => player.uploads);
    const stored = await writeUploads(uploads, stores);
    const seen = await this.#look();
    for (const upload of stored) this.#ledger.addUpload(upload, seen, this.#now);
    await runtime.settle();
  }

  async playForOne(): Promise<readonly TriggerResult[]> {
    const { players } = this.#cast;
    const told = players.map((player) => tellOf(player, this.#scene.plan, this.#inventory));
    const receivedAt = new Date(this.#now).toISOString();
    await this.#tell(
      players.flatMap(({ play, subject }, index) => {
        const what = told[index];
        if (what === null || what === undefined) return [];
        return [
          [play.trigger, { id: `play-${index}`, policy: play.policy, subject: subject.id, receivedAt, ...what.detail }],
        ];
      }),
    );
    const opened = await this.#casesBySubject();
    const roles = players.map((player, index): Role => {
      const about = told[index]?.about ?? { kind: 'everything' };
      return { player, about, case: opened.get(nameOf(player)) };
    });
    await this.#pass(10 * MINUTE, 3);
    const early = await this.#look();
    const rash = new Set(roles.filter((role) => role.case?.state === 'waiting' && this.#isTouched(role.player, early)));
    await this.#meetGates(roles);
    await this.#pass(20 * MINUTE, 6);
    const seen = await this.#look();
    const { cases } = await viewRegistry(this.#scene);
    return roles.map((role) => {
      const now = cases.find(({ id }) => id === role.case?.id);
      const shown = this.#hold(role.player, role.about, seen);
      const wrong = rash.has(role) ? [...shown.wrong, TOO_EARLY] : shown.wrong;
      return resultOf(role.player.play, now === undefined ? [] : [now], role.case?.gates ?? [], { ...shown, wrong });
    });
  }

  async shutDown(): Promise<readonly TriggerResult[]> {
    const { bystanders } = this.#cast;
    await this.#pass(DAY, 1);
    const receivedAt = new Date(this.#now).toISOString();
    const ends = bystanders.map(
      ({ play }) => [play.trigger, { id: `end-of-${play.policy}`, policy: play.policy, receivedAt }] as const,
    );
    await this.#tell(ends);
    await this.#pass(5 * MINUTE, 2);
    const early = await this.#look();
    const rash = new Set(bystanders.filter((player) => this.#isTouched(player, early)));
    await this.#meetShutDownGates();
    await this.#pass(20 * MINUTE, 8);
    const seen = await this.#look();
    const { cases } = await viewRegistry(this.#scene);
    return bystanders.map((player) => {
      const { policy, trigger } = player.play;
      const shown = this.#hold(player, { kind: 'everything' }, seen);
      const wrong = rash.has(player) ? [...shown.wrong, TOO_EARLY] : shown.wrong;
      const of = cases.filter((one) => one.policy === policy && one.trigger === trigger);
      const gates = this.#scene.plan.policies[policy]?.triggers[trigger]?.gates.map(({ id }) => id) ?? [];
      return resultOf(player.play, of, gates, { ...shown, wrong });
    });
  }

  /** Some minutes or days, several times: second looks come minutes after the first, and so do later steps. */
  async #pass(step: number, times: number): Promise<void> {
    for (let time = 0; time < times; time++) await this.#scene.runtime.moveClock(this.#now + step);
  }

  async #tell(events: readonly (readonly [type: string, detail: object])[]): Promise<void> {
    for (const batch of inBatches(events, EVENTS)) {
      const Entries = batch.map(([DetailType, detail]) => ({
        EventBusName: this.#scene.bus,
        Source: 'five-apps',
        DetailType,
        Detail: JSON.stringify(detail),
      }));
      const answer = await this.#scene.runtime.clients.eventbridge().send(new PutEventsCommand({ Entries }));
      if ((answer.FailedEntryCount ?? 0) > 0) throw new Error('The bus did not take a trigger.');
    }
    await this.#scene.runtime.settle();
  }

  /** Two days later the proofs come in, all at once. */
  async #meetGates(roles: readonly Role[]): Promise<void> {
    await this.#pass(2 * DAY, 1);
    const metAt = new Date(this.#now).toISOString();
    const waiting = roles.flatMap(({ case: one }) => (one?.state === 'waiting' ? [one] : []));
    await this.#tell(
      waiting.map(({ id, gates }) => {
        const preconditions = Object.fromEntries(gates.map((gate) => [gate, `file of ${gate}`]));
        return ['PreconditionsMet', { id: `proofs-${id}`, case: id, preconditions, metAt }];
      }),
    );
  }

  /** The day after, that collecting has stopped; another day later, that everybody was told. */
  async #meetShutDownGates(): Promise<void> {
    const { shutDowns } = await viewRegistry(this.#scene);
    const most = Math.max(0, ...shutDowns.map(({ gates }) => gates.length));
    for (let proof = 0; proof < most; proof++) {
      await this.#pass(DAY, 1);
      const metAt = new Date(this.#now).toISOString();
      await this.#tell(
        shutDowns.flatMap(({ id, gates }) => {
          const gate = gates[proof];
          if (gate === undefined) return [];
          const detail = { id: `${gate}-${id}`, case: id, preconditions: { [gate]: `file of ${gate}` }, metAt };
          return [['PreconditionsMet', detail] as const];
        }),
      );
    }
  }

  async #casesBySubject(): Promise<ReadonlyMap<string, CaseItem>> {
    const { cases, named } = await viewRegistry(this.#scene);
    return new Map(
      cases.flatMap((one) => {
        const subject = named.get(one.ref);
        return subject === undefined ? [] : [[`${subject.policy} ${subject.id}`, one] as const];
      }),
    );
  }

  #look(): Promise<ReadonlyMap<string, Appearance>> {
    const { plan, runtime } = this.#scene;
    return lookAtStores(plan, runtime.clients.dynamodb(), runtime.clients.s3());
  }

  #entriesOf({ subject }: Player): readonly Entry[] {
    return [...this.#ledger.entries.values()].filter((entry) => entry.subject === subject.id);
  }

  #hold(player: Player, about: About, seen: ReadonlyMap<string, Appearance>): Shown {
    const dataset = (id: string) => this.#ledger.dataset(id);
    const evidence = { about, seen, now: this.#now, dataset, inventory: this.#inventory };
    return holdAgainst({ ...evidence, entries: this.#entriesOf(player) });
  }

  /** Whether anything is not as it was that age alone does not explain. */
  #isTouched(player: Player, seen: ReadonlyMap<string, Appearance>): boolean {
    return this.#entriesOf(player).some((entry) => {
      const shown = seen.get(entry.id);
      const isAged = entry.byAge.some(({ from }) => from <= this.#now);
      return !isAged && (shown === undefined || digestOf(shown) !== entry.digest);
    });
  }
}

const TOO_EARLY = 'something went while a proof was missing';

const nameOf = ({ play, subject }: Player): string => `${play.policy} ${subject.id}`;

function resultOf(play: Play, cases: readonly CaseItem[], gates: readonly string[], shown: Shown): TriggerResult {
  const { policy, trigger, scope } = play;
  const answered = cases.map(({ answeredAt }) => answeredAt ?? Number.POSITIVE_INFINITY);
  const last = Math.max(...answered);
  const first = Math.min(...cases.map(({ receivedAt }) => receivedAt));
  const inTime = cases.every(({ answeredAt, deadline }) => answeredAt !== null && answeredAt <= deadline);
  return {
    policy,
    trigger,
    scope,
    subjects: cases.length,
    outcome: outcomeOf(cases),
    gates,
    hours: cases.length > 0 && Number.isFinite(last) ? Math.round((last - first) / (HOUR / 100)) / 100 : null,
    inTime: cases.length > 0 && inTime,
    erased: shown.erased,
    keptByLaw: shown.kept,
    untouched: shown.untouched,
    wrong: shown.wrong,
  };
}

/** The one that is furthest from its end. */
function outcomeOf(cases: readonly CaseItem[]): TriggerResult['outcome'] {
  const order = ['waiting', 'open', 'restricted', 'completed'] as const;
  return order.find((state) => cases.some((one) => one.state === state)) ?? 'not opened';
}
