import { readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ExpungeError } from '../../lib/errors.ts';
import { toBase64, toHex } from '../../lib/evidence/log/bytes.ts';
import { formatVkey } from '../../lib/evidence/log/note-key.ts';
import { type ProvedLog, verifyLog } from '../../lib/evidence/log/verify-log.ts';
import { type ReceiptsVerdict, verifyReceipts } from '../../lib/evidence/log/verify-receipts.ts';
import type { Command } from '../command.ts';
import { type LogFolder, logFolder } from '../log-folder.ts';
import { count } from '../print-problems.ts';
import { readKeys } from '../read-keys.ts';

const CANNOT =
  'Not proved, and not provable from these files: when the log was signed; that nobody was shown another log under the same key (compare the checkpoint with the one deposited at the witness); what the entries stand for (that takes receipts or certificates); that an erasure without an entry did not happen.';

/** `expunge verify log`: recomputes a published log, trusting the verifier key and nothing else. */
export const verifyLogCommand: Command = {
  name: 'verify log',
  usage: 'expunge verify log DIR --key VKEY_OR_FILE [--receipts DIR] [--json]',
  summary:
    'Recomputes a published log from its files and checks it against the signed checkpoint; with the private receipts, also that each is the entry it says it is, and that none is left out.',
  options: { key: { type: 'string' }, receipts: { type: 'string' } },
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
    const held = typeof options.receipts === 'string' ? await holdReceipts(options.receipts, read, proved) : null;
    const ok = held === null || held.problems.length === 0;
    const data = { ok, log: directory, origin, size, root: toHex(root), signers: signers.map(formatVkey) };
    return {
      ok,
      text: [wordsFor(proved), ...(held === null ? [] : [wordsForReceipts(held)]), CANNOT].join('\n'),
      data: { ...data, ...(held !== null && { receipts: held }), notProved: CANNOT },
    };
  },
};

function wordsFor({ origin, size, root, signers }: ProvedLog): string {
  const keys = signers.map(({ name, id, type }) => `${name} (${type}, key ${id})`).join(', ');
  const held = size === 1 ? '1 entry is' : `${size} entries are`;
  return `Proved: these ${held} exactly what was signed as ${origin}, in this order, by ${keys}.\nRoot of size ${size}: ${toBase64(root)}`;
}

function holdReceipts(directory: string, read: LogFolder['read'], proved: ProvedLog): Promise<ReceiptsVerdict> {
  const { paths } = openFolder(directory);
  const files = function* () {
    for (const path of paths.filter((one) => one.endsWith('.json'))) {
      yield { path: join(directory, path).split(sep).join('/'), bytes: readFileSync(join(directory, path)) };
    }
  };
  return verifyReceipts(read, proved, files());
}

function wordsForReceipts({ receipts, statements, uncommitted, others, problems }: ReceiptsVerdict): string {
  if (problems.length > 0) {
    return [
      ...problems.map(({ code, message }) => `${code}: ${message}`),
      'The receipts are not those of this log.',
    ].join('\n');
  }
  const aside = [
    ...(uncommitted.length > 0
      ? [`${count(uncommitted.length, 'file')} of attempts that were never logged count for nothing`]
      : []),
    ...(others.length > 0 ? [`${count(others.length, 'file')} of other logs were not looked at`] : []),
  ];
  const proved = `Proved: ${count(receipts, 'receipt')} and ${count(statements, 'statement')} of cases are what these entries stand for, none is left out.`;
  return [proved, ...aside.map((line) => `${line}.`)].join('\n');
}

function openFolder(directory: string): LogFolder {
  try {
    return logFolder(directory);
  } catch (cause) {
    throw new ExpungeError('USAGE', `There is no folder ${directory} that can be read.`, { cause });
  }
}
