import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ExpungeError } from '../../lib/errors.ts';
import { parsePeriod, REPORT_FILES, type ReportFile } from '../../lib/report/index.ts';
import type { Command } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';

/** What the function answers. */
interface Answer {
  readonly folder: string;
  readonly files: Readonly<Record<ReportFile, string>> | null;
}

/** `expunge report`: writes the erasure report of a period, and brings it here. */
export const reportCommand: Command = {
  name: 'report',
  usage: `expunge report --from yyyy-mm-dd --to yyyy-mm-dd [--out DIR] ${DEPLOYMENT_USAGE}`,
  summary: 'Writes the erasure report of these days, both inclusive, to the evidence bucket, and a copy to DIR.',
  options: { from: { type: 'string' }, to: { type: 'string' }, out: { type: 'string' }, ...DEPLOYMENT },
  async run(input, world) {
    const { from, to, out } = input.options;
    if (input.files.length > 0) {
      throw new ExpungeError('USAGE', `A report is of days, not of files. Usage: ${reportCommand.usage}`);
    }
    const period = parsePeriod(from, to);
    const { folder, files } = (await ask(world, 'report', { ...period }, input)) as Answer;
    const written = typeof out === 'string' && files !== null ? await write(out, files) : [];
    const tooLarge = typeof out === 'string' && files === null;
    const lines = [
      `Written to the evidence bucket: ${folder}`,
      ...written,
      ...(tooLarge ? ['It is too large to be brought here this way: copy it from the bucket.'] : []),
    ];
    return { ok: !tooLarge, text: lines.join('\n'), data: { ...period, folder, files: written } };
  },
};

async function write(folder: string, files: Readonly<Record<ReportFile, string>>): Promise<string[]> {
  try {
    await mkdir(folder, { recursive: true });
    return await Promise.all(
      REPORT_FILES.map(async (name) => {
        const path = join(folder, name);
        await writeFile(path, files[name]);
        return path;
      }),
    );
  } catch (cause) {
    throw new ExpungeError('USAGE', `${folder} cannot be written to. Name a folder with --out.`, {
      place: folder,
      cause,
    });
  }
}
