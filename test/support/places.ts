import { readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import {
  GetObjectCommand,
  GetObjectTaggingCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
} from '@aws-sdk/client-s3';
import { scan } from '../../local/demonstration/look.ts';
import type { Deployed } from './deployed.ts';

/** Somewhere something is kept, and what. */
export interface Place {
  readonly kind: PlaceKind;
  readonly name: string;
  readonly bytes: Buffer;
}

export type PlaceKind =
  | 'tables'
  | 'streams of tables'
  | 'versions of objects'
  | 'queues'
  | 'log lines and metrics'
  | 'files of the deployment'
  | 'rows of the stand-ins'
  | 'temporary files';

/** Linux keeps this directory in memory: the stand-in of DynamoDB lies there where there is room. */
const IN_MEMORY = '/dev/shm';
const LARGEST_FILE = 64 * 1024 ** 2;

/** The SQLite file of this deployment's DynamoDB: the one in which there is `mark`. */
export function dynamoDbFile(deployed: Deployed, mark: string): string {
  const data = join(dirname(deployed.assembly), 'data');
  const folders = list(IN_MEMORY)
    .filter((name) => name.startsWith('expunge-'))
    .map((name) => join(IN_MEMORY, name));
  for (const file of [data, ...folders].map((folder) => join(folder, 'dynamodb.sqlite'))) {
    if (
      statSync(file, { throwIfNoEntry: false }) !== undefined &&
      [...rowsOf(file)].some(({ text }) => text.includes(mark))
    )
      return file;
  }
  throw new Error('No file of DynamoDB holds what was stored.');
}

/** Everything that this deployment keeps, or said, anywhere; nothing is taken away by looking. */
export async function* placesOf(deployed: Deployed, dynamoDb: string): AsyncGenerator<Place> {
  const { runtime, assembly, lines } = deployed;
  const namesOf = (type: string) => runtime.resources.flatMap((one) => (one.type === type ? [one.physicalId] : []));
  const folder = dirname(assembly);

  for (const table of namesOf('AWS::DynamoDB::Table')) {
    const items: unknown[] = [];
    for await (const page of scan(runtime.clients.dynamodb(), table)) items.push(...page);
    yield { kind: 'tables', name: table, bytes: Buffer.from(JSON.stringify(items)) };
  }
  for (const bucket of namesOf('AWS::S3::Bucket')) yield* versionsIn(bucket);
  for (const url of namesOf('AWS::SQS::Queue')) {
    const name = url.split('/').at(-1) ?? '';
    // Hidden and delayed messages too, which nobody could receive now.
    const told = await fetch(`${runtime.endpoints.sqs}/_fauxqs/queues/${name}`);
    yield { kind: 'queues', name, bytes: Buffer.from(await told.arrayBuffer()) };
  }
  yield { kind: 'log lines and metrics', name: 'all', bytes: Buffer.from(lines.join('\n')) };
  for (const [path, bytes] of filesIn(folder, 0)) {
    if (!/\.sqlite(-\w+)?$/.test(path)) yield { kind: 'files of the deployment', name: path, bytes };
  }
  // A database forgets on disk when it pleases: what is looked at is every row it still has.
  for (const file of [dynamoDb, join(folder, 'data', 's3.sqlite')]) {
    const texts = new Map<string, string[]>();
    for (const { table, text } of rowsOf(file)) texts.set(table, [...(texts.get(table) ?? []), text]);
    for (const [table, rows] of texts) {
      const isStream = table.startsWith('stream of ');
      yield {
        kind: isStream ? 'streams of tables' : 'rows of the stand-ins',
        name: table,
        bytes: Buffer.from(rows.join('\n')),
      };
    }
  }

  async function* versionsIn(Bucket: string): AsyncGenerator<Place> {
    const s3 = runtime.clients.s3();
    let next: { KeyMarker?: string; VersionIdMarker?: string } | null = {};
    while (next !== null) {
      const listed: ListObjectVersionsCommandOutput = await s3.send(new ListObjectVersionsCommand({ Bucket, ...next }));
      for (const { Key = '', VersionId } of listed.Versions ?? []) {
        const { Body, $metadata: _how, ...head } = await s3.send(new GetObjectCommand({ Bucket, Key, VersionId }));
        const { TagSet } = await s3.send(new GetObjectTaggingCommand({ Bucket, Key, VersionId }));
        const about = Buffer.from(`${Key} ${JSON.stringify([head, TagSet])}\n`);
        const bytes = Buffer.concat([about, (await Body?.transformToByteArray()) ?? Buffer.of()]);
        yield { kind: 'versions of objects', name: `${Bucket}/${Key}@${VersionId}`, bytes };
      }
      for (const { Key = '', VersionId } of listed.DeleteMarkers ?? []) {
        yield { kind: 'versions of objects', name: `${Bucket}/${Key}@${VersionId}, a marker`, bytes: Buffer.from(Key) };
      }
      const { IsTruncated, NextKeyMarker = '', NextVersionIdMarker = '' } = listed;
      next = IsTruncated ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker } : null;
    }
  }
}

/** What anybody wrote since (milliseconds) where functions and commands may put what they do not keep, but for `except`. */
export function* temporaryFiles(since: number, except: readonly string[]): Generator<Place> {
  for (const root of new Set(['/tmp', tmpdir(), IN_MEMORY])) {
    for (const [name, bytes] of filesIn(root, since, new Set(except))) yield { kind: 'temporary files', name, bytes };
  }
}

function* filesIn(folder: string, since: number, except: ReadonlySet<string> = new Set()): Generator<[string, Buffer]> {
  for (const name of list(folder)) {
    const path = join(folder, name);
    try {
      const found = statSync(path, { throwIfNoEntry: false });
      if (found === undefined || except.has(path)) continue;
      if (found.isDirectory() && !['node_modules', '.git'].includes(name)) yield* filesIn(path, since, except);
      else if (found.isFile() && found.mtimeMs >= since && found.size <= LARGEST_FILE) yield [path, readFileSync(path)];
    } catch {
      // Somebody else's: gone meanwhile, or not for us to read.
    }
  }
}

function list(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** Every row of every table of a SQLite file; those of DynamoDB's streams by the table they are of. */
function* rowsOf(file: string): Generator<{ table: string; text: string }> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as { name: string }[];
    for (const { name } of tables) {
      for (const row of database.prepare(`SELECT * FROM "${name}"`).iterate() as Iterable<Record<string, unknown>>) {
        const isStream = name === '_stream_records';
        const table = isStream
          ? `stream of ${row.table_name}`
          : 'key' in row
            ? `${name}: ${row.bucket}/${row.key}`
            : name;
        const parts = Object.values(row).map((value) =>
          value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : String(value),
        );
        yield { table, text: parts.join('\t') };
      }
    }
  } finally {
    database.close();
  }
}
