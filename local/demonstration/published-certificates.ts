import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { readKeys } from '../../cli/read-keys.ts';
import { registryReferences } from '../../functions/wiring/keys.ts';
import { together } from '../../lib/concurrency.ts';
import { parseCertificate, verifyCertificate } from '../../lib/evidence/certificate/index.ts';
import type { NoteKey } from '../../lib/evidence/log/note-key.ts';
import { STAGES, type Stage } from '../../lib/evidence/statement.ts';
import type { Application } from './application.ts';
import { listKeys } from './look.ts';
import { writeBytes } from './out.ts';
import type { PublishedLog } from './published-log.ts';
import type { Scene } from './scene.ts';

/** A certificate as it was issued: copied out of its bucket and verified where it was copied to, as JSON and as a page. */
export interface PublishedCertificate {
  readonly case: string;
  readonly stage: Stage;
  /** Milliseconds. */
  readonly statedAt: number;
  readonly copiesGoneBy: number | null;
  /** Ids of the receipts in it. */
  readonly receipts: readonly string[];
  /** What is wrong with it; none: both verify. */
  readonly problems: readonly string[];
  /** Its subject's own identifier was held against it. */
  readonly named: boolean;
  /** The page and the JSON, as they were copied. */
  readonly files: readonly Uint8Array[];
}

const PREFIX = 'certificates/';
const PARALLEL = 8;
/**
 * Holding an identifier against a certificate is made slow on purpose, a tenth of a second: it is done for the last
 * certificate of so many cases, evenly spread.
 */
const NAMED = 24;

/** Copies every certificate to `certificates/<case>/<stage>.json` and `.html`, and verifies the copies under the logs' published keys. */
export async function publishCertificates(
  scene: Scene,
  application: Application,
  logs: readonly PublishedLog[],
  out: string,
): Promise<readonly PublishedCertificate[]> {
  const s3 = scene.runtime.clients.s3();
  rmSync(join(out, PREFIX), { recursive: true, force: true });
  const places = await listKeys(s3, scene.evidence, PREFIX);
  const files = new Map<string, Uint8Array>();
  await together(places, PARALLEL, async (Key) => {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket: scene.evidence, Key }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array(0);
    files.set(Key, bytes);
    writeBytes(join(out, Key), bytes);
  });
  const keys = logs.flatMap(({ folder }) => readKeys(join(folder, 'log.vkey')));
  const subjects = await subjectsByCase(scene, application);
  const cases = [...new Set(places.map((place) => place.slice(PREFIX.length).split('/')[0] ?? ''))];
  const everySoMany = Math.max(1, Math.ceil(cases.length / NAMED));
  const checked = await together([...cases.entries()], PARALLEL, async ([at, id]) => {
    const issued = STAGES.filter((stage) => files.has(`${PREFIX}${id}/${stage}.json`));
    const subject = at % everySoMany === 0 ? subjects.get(id) : undefined;
    return together(issued, 1, (stage) =>
      check({ case: id, stage }, files, keys, stage === issued.at(-1) ? subject : undefined),
    );
  });
  return checked.flat();
}

async function check(
  name: { readonly case: string; readonly stage: Stage },
  files: ReadonlyMap<string, Uint8Array>,
  keys: readonly NoteKey[],
  subject: string | undefined,
): Promise<PublishedCertificate> {
  const file = (extension: string) =>
    files.get(`${PREFIX}${name.case}/${name.stage}.${extension}`) ?? new Uint8Array(0);
  const [json, page] = [file('json'), file('html')];
  const verdict = await verifyCertificate(json, keys, subject === undefined ? {} : { subject });
  const ofPage = await verifyCertificate(page, keys);
  const said = verdict.statement;
  const other = said?.case !== name.case || said.stage !== name.stage || ofPage.statement?.id !== said.id;
  return {
    ...name,
    statedAt: Date.parse(said?.statedAt ?? ''),
    copiesGoneBy: said?.copiesGoneBy == null ? null : Date.parse(said.copiesGoneBy),
    receipts: verdict.ok ? parseCertificate(Buffer.from(json).toString()).receipts.map((one) => one.evidence.id) : [],
    problems: [
      ...verdict.problems.map(({ code, where }) => `${code} ${where}`),
      ...ofPage.problems.map(({ code, where }) => `${code} ${where} of the page`),
      ...(other ? ['it states something else than its name says'] : []),
    ],
    named: subject !== undefined && verdict.ok,
    files: [json, page],
  };
}

/** Who closed the account that a case is about: the registry has forgotten it by now. */
async function subjectsByCase(
  { runtime, referenceKey }: Scene,
  application: Application,
): Promise<Map<string, string>> {
  const references = await registryReferences(runtime.clients.kms(), referenceKey)();
  return new Map(
    application.closings.map(({ subject, event }) => [references.case(subject.policy, event.id), subject.id]),
  );
}
