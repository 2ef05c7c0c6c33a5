import type { Database } from './database.ts';
import { S3Fault } from './fault.ts';
import { type DefaultRetention, defaultRetentionOf } from './locks.ts';
import { children, parseXml } from './xml.ts';

export type Versioning = 'Unversioned' | 'Enabled' | 'Suspended';

/** A bucket and what every request to it needs to know; the rest of its configuration is text in `settings`. */
export interface Bucket {
  readonly name: string;
  readonly region: string;
  /** ms */
  readonly created: number;
  readonly versioning: Versioning;
  /** Object Lock is on; it can never be turned off again. */
  readonly locking: boolean;
  readonly defaultRetention: DefaultRetention | null;
  /** The notification configuration sends events to EventBridge. */
  readonly announces: boolean;
}

/** The buckets, held in memory and written through. */
export interface Buckets {
  /** @throws S3Fault NoSuchBucket */
  require(name: string | null): Bucket;
  find(name: string): Bucket | undefined;
  /** By name. */
  all(): Bucket[];
  create(bucket: Pick<Bucket, 'name' | 'region' | 'created' | 'locking'>): void;
  remove(name: string): void;
  setVersioning(name: string, versioning: Versioning): void;
  /** Turns Object Lock on. */
  lock(name: string): void;
  setting(name: string, kind: string): string | undefined;
  /** @param body undefined removes it */
  putSetting(name: string, kind: string, body: string | undefined): void;
}

export function openBuckets({ sqlite }: Database): Buckets {
  const insert = sqlite.prepare('INSERT INTO buckets VALUES (?, ?, ?, ?, ?)');
  const drop = sqlite.prepare('DELETE FROM buckets WHERE name = ?');
  const dropSettings = sqlite.prepare('DELETE FROM settings WHERE bucket = ?');
  const version = sqlite.prepare('UPDATE buckets SET versioning = ? WHERE name = ?');
  const locked = sqlite.prepare('UPDATE buckets SET locking = 1 WHERE name = ?');
  const read = sqlite.prepare('SELECT body FROM settings WHERE bucket = ? AND kind = ?');
  const write = sqlite.prepare('INSERT OR REPLACE INTO settings VALUES (?, ?, ?)');
  const erase = sqlite.prepare('DELETE FROM settings WHERE bucket = ? AND kind = ?');
  const load = sqlite.prepare('SELECT * FROM buckets ORDER BY name');

  const held = new Map<string, Bucket>();
  const setting = (name: string, kind: string) => read.get(name, kind)?.body as string | undefined;
  const reload = () => {
    held.clear();
    for (const row of load.all()) {
      const name = String(row.name);
      held.set(name, {
        name,
        region: String(row.region),
        created: Number(row.created),
        versioning: row.versioning as Versioning,
        locking: row.locking === 1,
        defaultRetention: defaultRetentionOf(setting(name, 'object-lock')),
        announces: announces(setting(name, 'notification')),
      });
    }
  };
  const changed = (work: () => void) => {
    work();
    reload();
  };
  reload();

  return {
    require(name) {
      const bucket = name === null ? undefined : held.get(name);
      if (bucket === undefined) throw new S3Fault('NoSuchBucket', 'The specified bucket does not exist');
      return bucket;
    },
    find: (name) => held.get(name),
    all: () => [...held.values()],
    create: ({ name, region, created, locking }) =>
      changed(() => {
        // Object Lock needs versions, and turns them on.
        insert.run(name, region, created, locking ? 'Enabled' : 'Unversioned', locking ? 1 : 0);
      }),
    remove: (name) =>
      changed(() => {
        drop.run(name);
        dropSettings.run(name);
      }),
    setVersioning: (name, versioning) => changed(() => version.run(versioning, name)),
    lock: (name) => changed(() => locked.run(name)),
    setting,
    putSetting: (name, kind, body) =>
      changed(() => (body === undefined ? erase.run(name, kind) : write.run(name, kind, body))),
  };
}

function announces(notification: string | undefined): boolean {
  if (notification === undefined) return false;
  const configuration = parseXml(Buffer.from(notification), 'NotificationConfiguration');
  return children(configuration, 'EventBridgeConfiguration').length > 0;
}
