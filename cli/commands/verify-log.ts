import { ExpungeError } from '../../lib/errors.ts';
import { toBase64, toHex } from '../../lib/evidence/log/bytes.ts';
import { formatVkey } from '../../lib/evidence/log/note-key.ts';
import { type ProvedLog, verifyLog } from '../../lib/evidence/log/verify-log.ts';
import type { Command } from '../command.ts';
import { type LogFolder, logFolder } from '../log-folder.ts';
import { readKeys } from '../read-keys.ts';

const CANNOT =
  'Not proved, and not provable from these files: when the log was signed; that nobody was shown another log under the same key (compare the checkpoint with the one deposited at the witness); what the entries stand for (that takes receipts or certificates); that an erasure without an entry did not happen.';

/** `expunge verify log`: recomputes a published log, trusting the verifier key and nothing else. */
export const verifyLogCommand: Command = {
  name: 'verify log',
  usage: 'expunge verify log DIR --key VKEY_OR_FILE [--json]',
  summary: 'Recomputes a published log from its files and checks it against the signed checkpoint.',
  options: { key: { type: 'string' } },
  async run({ files: [directory, ...more], options }) {
    if (directory === undefined || more.length > 0 || typeof options.key !== 'string') {
      throw new ExpungeError('USAGE', `Name the log's folder and its key. Usage: ${verifyLogCommand.usage}`);
    }
    const keys = readKeys(options.key);
    const { read, paths } = openFolder(directory);
    const { proved, problem } = await verifyLog(read, keys, paths);
    if (proved === null) {
      const text = `${problem.code}: ${problem.message}\nNothing is proved about this log.`;
      return { ok: false, text, data: { ok: false, log: directory, problem } };
    }
    const { origin, size, root, signers } = proved;
    const data = { ok: true, log: directory, origin, size, root: toHex(root), signers: signers.map(formatVkey) };
    return { ok: true, text: `${wordsFor(proved)}\n${CANNOT}`, data: { ...data, notProved: CANNOT } };
  },
};

function wordsFor({ origin, size, root, signers }: ProvedLog): string {
  const keys = signers.map(({ name, id, type }) => `${name} (${type}, key ${id})`).join(', ');
  const held = size === 1 ? '1 entry is' : `${size} entries are`;
  return `Proved: these ${held} exactly what was signed as ${origin}, in this order, by ${keys}.\nRoot of size ${size}: ${toBase64(root)}`;
}

function openFolder(directory: string): LogFolder {
  try {
    return logFolder(directory);
  } catch (cause) {
    throw new ExpungeError('USAGE', `There is no folder ${directory} that can be read.`, { cause });
  }
}
