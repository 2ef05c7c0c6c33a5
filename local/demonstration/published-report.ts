import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { GetObjectCommand } from '@aws-sdk/client-s3';
import { REPORT_FILES, type Report, type ReportFile } from '../../lib/report/index.ts';
import { writeBytes } from './out.ts';
import type { Scene } from './scene.ts';

/** The erasure report of the whole time, as the deployed function wrote it. */
export interface PublishedReport {
  readonly report: Report;
  readonly files: readonly Uint8Array[];
}

/** All policies of the demonstration count their days in China, which has no summer time. */
const ZONE = 8 * 3_600_000;

/** Asks the function for a report on every day between two instants (milliseconds), and copies it to `report/`. */
export async function publishReport(
  { runtime, evidence, report: name }: Scene,
  from: number,
  to: number,
  out: string,
): Promise<PublishedReport> {
  const answer = await runtime.invoke(name, { from: dayOf(from), to: dayOf(to) });
  const { folder } = answer as { folder: string };
  rmSync(join(out, 'report'), { recursive: true, force: true });
  const files = new Map<ReportFile, Uint8Array>();
  for (const file of REPORT_FILES) {
    const { Body } = await runtime.clients.s3().send(new GetObjectCommand({ Bucket: evidence, Key: folder + file }));
    const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array(0);
    files.set(file, bytes);
    writeBytes(join(out, 'report', file), bytes);
  }
  const report = JSON.parse(Buffer.from(files.get('report.json') ?? []).toString()) as Report;
  return { report, files: [...files.values()] };
}

const dayOf = (instant: number): string => new Date(instant + ZONE).toISOString().slice(0, 10);
