import { commitmentOf, parseSealed } from '../../lib/evidence/log/sealed-receipts.ts';
import { parseBundle, tileAt, tilePath } from '../../lib/evidence/log/tiles.ts';
import { verifyLog } from '../../lib/evidence/log/verify-log.ts';
import { createDriver } from './driver.ts';
import { createModel, type Violation } from './model.ts';
import { createRecipientsModel } from './recipients-model.ts';
import { type Action, DAY, LAST, START, SUBJECTS, scenarioOf } from './scenario.ts';
import { createScheduler, type Fault, type Scheduler } from './scheduler.ts';
import { answerAtOnce } from './sync-crypto.ts';
import type { Happening } from './trace.ts';
import { createWorld, type Mutation, type World } from './world.ts';

answerAtOnce();

/** The longest promise has ended, and everything has had time to settle. */
const END = LAST + 75 * DAY;
const MOST_STEPS = 60_000;

export interface RunOptions {
  readonly seed: number;
  readonly mutation?: Mutation | undefined;
  /** Instead of the seed's own. */
  readonly actions?: readonly Action[];
  /** The only steps at which faults are injected; null: all. */
  readonly only?: ReadonlySet<number> | null;
  /** Whether it ends with the first promise that is broken. */
  readonly stopAtFirst?: boolean;
  readonly trace?: ((one: Happening) => void) | null;
}

export interface RunResult {
  readonly steps: number;
  readonly faults: Partial<Record<Fault, number>>;
  /** The steps at which something went wrong. */
  readonly struck: readonly number[];
  readonly violations: readonly Violation[];
}

/** One story from its beginning until everything has settled, and what the promises say to it. */
export async function run({
  seed,
  mutation,
  actions = scenarioOf(seed),
  only = null,
  stopAtFirst = false,
  trace = null,
}: RunOptions): Promise<RunResult> {
  const scheduler = createScheduler({ seed, start: START, only, trace });
  const model = createModel();
  const recipients = createRecipientsModel(model);
  const world = createWorld(scheduler, model, recipients, mutation);
  await world.begin();
  const driver = createDriver(actions, { world, model, recipients, scheduler });
  try {
    for (let turns = 0; !(stopAtFirst && model.violations.length > 0); turns++) {
      if (driver.quiet) scheduler.calmDown();
      if (Math.max(scheduler.steps, turns) > MOST_STEPS) {
        model.complain('P6', `nothing has settled after ${MOST_STEPS} steps`);
        break;
      }
      driver.start();
      if (await scheduler.step()) continue;
      const next = await driver.next(END);
      if (next === null) break;
      scheduler.advanceTo(next);
    }
    if (stopAtFirst && model.violations.length > 0) return resultOf(scheduler, model);
    await close(world, model, scheduler);
    const cases = world.contents().filter(({ pk }) => pk.startsWith('C#'));
    const refused = cases.flatMap(({ item }) => (item.state === 'refused' ? [String(item.id)] : []));
    recipients.close(refused, world.counts.RecipientsEscalated ?? 0);
  } catch (error) {
    model.complain('P6', `the simulation itself failed: ${error instanceof Error ? error.stack : error}`);
  }
  return resultOf(scheduler, model);
}

function resultOf({ steps, faults, struck }: Scheduler, { violations }: ReturnType<typeof createModel>): RunResult {
  return { steps, faults, struck: [...new Set(struck)], violations };
}

async function close(world: World, model: ReturnType<typeof createModel>, { now }: Scheduler): Promise<void> {
  const sealed = await sealedIn(world, model);
  const ids = sealed.map(({ id }) => id);
  if (new Set(ids).size < ids.length) model.complain('P4', 'a receipt is in the log twice');
  for (const [id, page] of world.proved)
    if (!ids.includes(id)) model.complain('P6', `a receipt of ${page} is not in the log`);
  for (const place of new Set(sealed.map((one) => one.place))) {
    // What each attempt at a page took has its own receipt; that nothing was left is said of the attempt before, unless that
    // one has said what it took.
    const of = sealed.flatMap((one) => (one.place === place ? [one.of] : []));
    if (new Set(of).size < of.length) model.complain('P4', `two receipts for one look: ${place}`);
  }
  for (const what of new Set(sealed.map((one) => one.cluster))) {
    const proved = sealed.reduce((sum, { cluster, records }) => sum + (cluster === what ? records : 0), 0);
    const gone = model.deeds.filter((one) => `${one.dataset}/${one.rule} of ${one.subject}` === what).length;
    if (proved > gone) model.complain('P4', `receipts speak of ${proved} records of ${what}, gone are ${gone}`);
  }
  model.close(
    now,
    sealed.map((one) => ({ ...one, subject: world.subjectOf(one.ref) })),
  );

  const contents = world.contents();
  const known = JSON.stringify(contents);
  const told = JSON.stringify([...world.proved]);
  for (const subject of SUBJECTS) {
    if (model.isGone(subject) && known.includes(subject))
      model.complain('P5', `nothing of ${subject} is left, and the registry names them`);
    if (told.includes(subject) || sealed.some(({ text }) => text.includes(subject)))
      model.complain('P5', `evidence names ${subject}`);
  }
  for (const { pk, item } of contents) {
    if (pk.startsWith('W#') && (item.announced as string[]).length > 0)
      model.complain('P6', `a page was left unfinished: ${pk}`);
    if (pk.startsWith('C#') && item.state === 'open')
      model.complain('P6', `a case is still open: ${JSON.stringify(item.outstanding)}`);
  }
}

/** What the published log holds, by its own files and the receipts behind them. */
async function sealedIn(world: World, model: ReturnType<typeof createModel>) {
  const origin = 'expunge.example/aws/2026';
  const read = async (path: string) => world.files.files.get(`${origin}/${path}`)?.bytes ?? null;
  if (world.proved.size === 0) return [];
  const verdict = await verifyLog(read, [await world.signer.key(origin)]);
  if (verdict.problem !== null) model.complain('P4', `the log does not verify: ${JSON.stringify(verdict.problem)}`);
  const size = verdict.proved?.size ?? 0;
  const entries: string[] = [];
  for (let index = 0, tile = tileAt(size, 'entries', 0); tile !== null; tile = tileAt(size, 'entries', ++index)) {
    const bundle = parseBundle((await read(tilePath(tile))) ?? new Uint8Array(0), tile.width) ?? [];
    entries.push(...bundle.map((bytes) => Buffer.from(bytes).toString('hex')));
  }
  const receipts = [...world.receipts.files.values()].flatMap(({ bytes }) => parseSealed(bytes).receipts);
  return receipts.flatMap((one) => {
    const { receipt } = one;
    if (!('outcome' in receipt) || !entries.includes(Buffer.from(commitmentOf(one)).toString('hex'))) return [];
    const { id, dataset, rule, subject, records, verifiedAt } = receipt;
    const place = `${world.families.get(one.page)} ${dataset}/${rule.id} ${subject.ref} ${JSON.stringify(receipt.trigger)}`;
    return [
      {
        id,
        dataset,
        rule: rule.id,
        ref: subject.ref,
        verifiedAt: Date.parse(verifiedAt),
        records,
        of: attempt(one.page) - (records === 0 && world.families.get(one.page) !== one.page ? 1 : 0),
        place,
        cluster: `${dataset}/${rule.id} of ${world.subjectOf(subject.ref)}`,
        text: JSON.stringify(receipt),
      },
    ];
  });
}

/** The number in the name of a page. */
const attempt = (page: string): number => Number(page.split('-')[2]);
