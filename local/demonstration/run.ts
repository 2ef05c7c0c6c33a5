import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generatePopulation, type Population, UPLOADS_FROM } from '../../examples/five-apps/population/index.ts';
import type { Receipt } from '../../lib/evidence/index.ts';
import { buildVerifier } from '../../lib/evidence/verifier/index.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import { MovableClock, type Runtime, startRuntime } from '../runtime/index.ts';
import { Application } from './application.ts';
import { makeAssembly } from './assembly.ts';
import { allChecks, type Findings } from './checks/index.ts';
import { Ledger } from './ledger.ts';
import { listKeys, takeMessages } from './look.ts';
import { Officer } from './officer.ts';
import { writeBytes } from './out.ts';
import type { Progress } from './progress.ts';
import { publishCertificates } from './published-certificates.ts';
import { publishLogs } from './published-log.ts';
import { publishReport } from './published-report.ts';
import { copyReceipts } from './receipts.ts';
import { Recipients } from './recipients.ts';
import { repeat } from './repeat.ts';
import { type Scene, sceneOf } from './scene.ts';
import { type Summary, summarise } from './summary.ts';
import { halfWindow, stops } from './timeline.ts';
import { playTriggers } from './triggers/results.ts';
import { Watch } from './watch.ts';

export interface DemonstrationOptions {
  readonly subjects: number;
  readonly seed: string;
  /** How many days pass. */
  readonly days: number;
  /** Where everything goes: databases, logs, results. */
  readonly out: string;
  readonly progress: Progress;
}

export interface Outcome {
  readonly summary: Summary;
  readonly receipts: readonly Receipt[];
}

const DAY = 86_400_000;
/** Steps after a closing in which recipients are told, letters are sent, and answers come by post. */
const ANSWERS = 3;
const MINUTE = 60_000;
/** Environments of each function: more would only load and warm up the same bundle again, on two cores. */
const CONCURRENCY = 2;

/** Always the same days, so that a seed makes the same run; holidays are announced for all of them. */
const START = Date.parse('2026-03-02T00:00:00+08:00');

/**
 * The whole of it: five apps with Expunge beside them, brought up from their templates; a population; closed accounts;
 * time passing; and a look at what is left. Writes `summary.json`, `receipts.jsonl`, `receipts/` as they lie in the bucket, and what an outsider is given:
 * `log/`, a published copy of the log; `certificates/`; `report/`; and `verify.html`, which checks a certificate.
 */
export async function demonstrate(options: DemonstrationOptions): Promise<Outcome> {
  const began = performance.now();
  const { out, progress, days } = options;
  mkdirSync(out, { recursive: true });
  progress.phase(`Synthesising the stacks, making up ${options.subjects} people`);
  const synthesised = makeAssembly(join(out, 'build'));
  const population = generatePopulation({ ...options, start: START });
  const { assembly, plan } = await synthesised;
  // Beside the half year that passes here; it takes less time than that.
  const triggers = playTriggers(join(out, 'build'), join(out, 'triggers'), options.seed);
  triggers.catch(() => {}); // heard of when it is waited for
  progress.phase('Starting what the templates say');
  const lines: string[] = [];
  const clock = new MovableClock({ start: START + UPLOADS_FROM * DAY });
  const dataDir = join(out, 'data');
  const runtime = await startRuntime({
    assembly,
    dataDir,
    clock,
    concurrency: CONCURRENCY,
    onLog: (_, line) => lines.push(line),
  });
  try {
    const seen = await passTime(runtime, plan, population, lines, options);
    progress.phase('Waiting for every trigger to have been played');
    const findings = { ...seen, triggers: await triggers };
    progress.phase('Holding the promises against the stores');
    const checks = allChecks(findings);
    const around = { days, seconds: (performance.now() - began) / 1000, results: out };
    const summary = summarise(findings, checks, around);
    const { all: receipts } = findings.receipts;
    writeFileSync(join(out, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
    writeFileSync(join(out, 'receipts.jsonl'), receipts.map((receipt) => `${JSON.stringify(receipt)}\n`).join(''));
    return { summary, receipts };
  } finally {
    await runtime.stop();
    progress.end();
  }
}

async function passTime(
  runtime: Runtime,
  plan: Plan,
  population: Population,
  lines: string[],
  { days, progress, out }: DemonstrationOptions,
): Promise<Omit<Findings, 'triggers'>> {
  const scene = sceneOf(runtime, plan, lines);
  const ledger = new Ledger(plan);
  const application = new Application(scene, ledger, population);
  const watch = new Watch(scene, ledger);
  const recipients = new Recipients(scene);
  const officer = new Officer(scene);

  await storePopulation(scene, application, population, progress);
  progress.phase('Looking what the rules would erase');
  const all = stops(population.start, days, halfWindow(plan));
  await runtime.moveClock(Math.max(all[0] ?? 0, runtime.clock.now()));
  await watch.look();
  const { rules, records } = await officer.approve(watch.looks);
  progress.phase(`The data protection officer approves ${rules} rules; ${records} records are due under them`);

  progress.phase(`Letting ${days} days pass`);
  const deadlines: number[] = [];
  let answers = 0;
  for (const stop of all) {
    await runtime.moveClock(Math.max(stop, runtime.clock.now()));
    await application.write(stop);
    const deadline = await application.close(stop);
    await officer.answerAlarm();
    if (answers-- > 0) await recipients.answer();
    if (deadline !== null) {
      deadlines.push(deadline);
      answers = ANSWERS;
    }
    const passed = Math.round((stop - population.start) / DAY);
    progress.at(`day ${passed} of ${days}, ${new Date(stop).toISOString().slice(0, 10)}`);
    // Deadlines are kept or broken on their day: that is when to look.
    if (deadlines.some((one) => one <= stop)) {
      deadlines.splice(0, deadlines.length, ...deadlines.filter((one) => one > stop));
      await watch.look();
    }
  }
  progress.phase('Looking at what is left');
  // Second looks come minutes after the first: at indexes that lag, and before a subject is forgotten. Then each stage of
  // a case is stated at one look and certified at the next.
  for (let times = 0; times < 8; times++) await runtime.moveClock(runtime.clock.now() + 20 * MINUTE);
  const sight = await watch.look();
  progress.phase('Publishing and verifying the log');
  const logs = await publishLogs(scene, out);
  const receipts = await copyReceipts(scene, logs, out);
  progress.phase('Verifying the certificates');
  const certificates = await publishCertificates(scene, application, logs, out);
  writeBytes(join(out, 'verify.html'), await buildVerifier());
  const report = await publishReport(scene, population.start, runtime.clock.now(), out);
  progress.phase('Doing everything once more');
  const repetition = await repeat(scene, application, { ...sight, receipts });
  return {
    population,
    ledger,
    approvals: officer.approvals,
    looks: watch.looks,
    tagging: watch.tagging,
    registry: sight.registry,
    receipts,
    logs,
    certificates,
    report,
    lines,
    letters: await lettersOf(scene),
    parked: (await listKeys(runtime.clients.s3(), scene.parked, '')).length,
    repetition,
  };
}

/** Everything that happened before time begins: old uploads on their own days, the rest on the first. */
async function storePopulation(
  scene: Scene,
  application: Application,
  population: Population,
  progress: Progress,
): Promise<void> {
  const { runtime } = scene;
  const past = new Set(population.uploads.map(({ writtenAt }) => writtenAt).filter((at) => at < population.start));
  const early = [...new Set([...past].map((at) => Math.floor(at / MINUTE) * MINUTE))].sort((a, b) => a - b);
  for (const at of early) {
    if (at > runtime.clock.now()) await runtime.moveClock(at);
    await application.write(at + MINUTE);
  }
  await runtime.moveClock(Math.max(population.start, runtime.clock.now()));
  const records = population.items.filter(({ writtenAt }) => writtenAt <= population.start).length;
  progress.phase(`Storing ${records} records and ${population.uploads.length} versions of objects`);
  await application.write(population.start, (written) => progress.at(`${written} of ${records}`));
  progress.phase('Tagging them as they come through streams and events');
  await runtime.settle();
}

async function lettersOf({ runtime, failures }: Scene): Promise<ReadonlyMap<string, readonly string[]>> {
  const letters = new Map<string, readonly string[]>();
  for (const [name, url] of failures) letters.set(name, await takeMessages(runtime.clients.sqs(), url));
  return letters;
}
