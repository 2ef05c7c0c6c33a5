import { DAY, type Sketch } from '../sketch.ts';

export interface UploadHabits {
  /** In a hundred: how many subjects upload anything. */
  readonly chance: number;
  readonly files: readonly [least: number, most: number];
  readonly extension: string;
}

/** How long before the start uploads begin: a bucket has no time field, so they are made when they are dated. */
export const UPLOADS_FROM = -60;

/** Files of one subject: some in several versions, some deleted, which on a versioned bucket only hides them. */
export function uploads(sketch: Sketch, dataset: string, habits: UploadHabits): void {
  const { random } = sketch;
  if (!random.chance(habits.chance)) return;
  for (let file = random.whole(...habits.files); file > 0; file--) {
    const name = `${random.hex(10)}.${habits.extension}`;
    // Half on three days before the start, a few while time passes.
    const at = random.chance(85) ? sketch.start + random.pick([-60, -30, 0]) * DAY : sketch.day(3, 150);
    const versions = random.chance(30) ? 2 : 1;
    for (let version = 0; version < versions; version++) {
      sketch.upload(dataset, at + version, name, random.bytes(random.whole(60, 180)));
    }
    if (random.chance(20)) sketch.upload(dataset, at + versions, name, null);
  }
}
