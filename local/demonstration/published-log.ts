import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { logFolder } from '../../cli/log-folder.ts';
import { together } from '../../lib/concurrency.ts';
import { kmsSigner } from '../../lib/evidence/log/aws/index.ts';
import { toHex } from '../../lib/evidence/log/bytes.ts';
import { formatVkey } from '../../lib/evidence/log/note-key.ts';
import { parseBundle, tileAt, tilePath } from '../../lib/evidence/log/tiles.ts';
import { verifyLog } from '../../lib/evidence/log/verify-log.ts';
import { listKeys } from './look.ts';
import { writeBytes } from './out.ts';
import type { Scene } from './scene.ts';

/** A log as it was published: copied out of its bucket and verified where it was copied to. */
export interface PublishedLog {
  readonly origin: string;
  /** Where it was copied to: as it was published, and `log.vkey`. */
  readonly folder: string;
  readonly size: number;
  /** Hex. */
  readonly root: string;
  /** What is wrong with it; null: it verifies. */
  readonly problem: string | null;
  /** Commitments, in order. */
  readonly entries: readonly Uint8Array[];
  /** Every file of it. */
  readonly files: readonly Uint8Array[];
}

const PARALLEL = 8;
const CHECKPOINT = '/checkpoint';

/** Copies every log to a folder, the newest to `log`, those of earlier years to `log-<year>`, and verifies the copies. */
export async function publishLogs(scene: Scene, out: string): Promise<readonly PublishedLog[]> {
  const s3 = scene.runtime.clients.s3();
  const keys = await listKeys(s3, scene.log, '');
  const origins = keys.filter((key) => key.endsWith(CHECKPOINT)).map((key) => key.slice(0, -CHECKPOINT.length));
  const newest = origins.sort().at(-1);
  const signer = kmsSigner(scene.runtime.clients.kms(), scene.logKey);
  const logs: PublishedLog[] = [];
  for (const origin of origins) {
    const folder = join(out, origin === newest ? 'log' : `log-${origin.split('/').at(-1)}`);
    rmSync(folder, { recursive: true, force: true });
    const files: Uint8Array[] = [];
    await together(
      keys.filter((key) => key.startsWith(`${origin}/`)),
      PARALLEL,
      async (Key) => {
        const { Body } = await s3.send(new GetObjectCommand({ Bucket: scene.log, Key }));
        const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array(0);
        files.push(bytes);
        writeBytes(join(folder, Key.slice(origin.length + 1)), bytes);
      },
    );
    const key = await signer.key(origin);
    writeBytes(join(folder, 'log.vkey'), `${formatVkey(key)}\n`);
    const { read, paths } = logFolder(folder);
    const { proved, problem } = await verifyLog(read, [key], paths);
    const size = proved?.size ?? 0;
    const entries: Uint8Array[] = [];
    for (let index = 0, tile = tileAt(size, 'entries', 0); tile !== null; tile = tileAt(size, 'entries', ++index)) {
      entries.push(...(parseBundle((await read(tilePath(tile))) ?? new Uint8Array(0), tile.width) ?? []));
    }
    const root = proved === null ? '' : toHex(proved.root);
    logs.push({ origin, folder, size, root, problem: problem?.message ?? null, entries, files });
  }
  return logs;
}
