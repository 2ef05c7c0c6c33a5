import { readFileSync, statSync } from 'node:fs';
import { ExpungeError } from '../../lib/errors.ts';
import { type CertificateVerdict, say, sayInstant, verifyCertificate } from '../../lib/evidence/certificate/index.ts';
import type { Language } from '../../lib/evidence/certificate/words.ts';
import type { Command, Input, World } from '../command.ts';
import { readKeys } from '../read-keys.ts';
import { readSubject } from '../subject.ts';

/** `expunge verify certificate`: checks a certificate, trusting the logs' verifier keys and nothing else. */
export const verifyCertificateCommand: Command = {
  name: 'verify certificate',
  usage:
    'expunge verify certificate FILE --key VKEY_OR_FILE [--key …] [--subject ID | --subject-file FILE] [--language en|zh] [--json]',
  summary:
    'Checks a certificate, as JSON or as a page, under the keys of the logs it rests on and, given the identifier, whose it is. In a file no other user of this machine sees the identifier.',
  options: {
    key: { type: 'string', multiple: true },
    subject: { type: 'string' },
    'subject-file': { type: 'string' },
    language: { type: 'string' },
  },
  async run(input, world) {
    const { files, options } = input;
    const [file, ...more] = files;
    const { key: keys, language = 'en' } = options;
    if (file === undefined || more.length > 0 || !Array.isArray(keys)) {
      throw usage('Name the certificate and the key of each log that it rests on.');
    }
    if (!isLanguage(language)) throw usage('The languages are en and zh.');
    const subject = await subjectOf(input, world);
    const verdict = await verifyCertificate(readFile(file), keys.map(String).flatMap(readKeys), {
      language,
      ...(subject === null ? {} : { subject }),
    });
    return { ok: verdict.ok, text: wordsFor(verdict, language), data: { file, ...verdict } };
  },
};

function wordsFor({ ok, statement, problems, proved, notProved }: CertificateVerdict, language: Language): string {
  if (!ok || statement === null) {
    const found = problems.map(({ code, where, message }) => `${code}: ${where}: ${message}`);
    return [...found, 'Nothing is proved by this certificate.'].join('\n');
  }
  const { stage, completedAt } = statement;
  const list = (lines: readonly string[]) => lines.map((line) => `  - ${line}`);
  return [
    `${say('title', language)}: ${say(`stage.${stage}`, language)}`,
    `${say('fact.case', language)} ${statement.case}, ${say('fact.policy', language)} ${statement.policy.id}, ${say('fact.completed', language)} ${sayInstant(completedAt, language)}`,
    `${say('verdict.proved', language)}:`,
    ...list(proved),
    `${say('verdict.not-proved', language)}:`,
    ...list(notProved),
  ].join('\n');
}

async function subjectOf({ options }: Input, world: World): Promise<string | null> {
  const { subject, 'subject-file': file } = options;
  if (subject === undefined && file === undefined) return null;
  if (file !== undefined && subject === undefined) {
    return readSubject({ files: [], options }, world, verifyCertificateCommand.usage);
  }
  if (file === undefined && typeof subject === 'string' && subject !== '') return subject;
  throw usage('Give the identifier once, and not an empty one.');
}

/** As it lies there: decoded carelessly, a changed byte could pass for the one that was. */
function readFile(path: string): Uint8Array {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === true) return readFileSync(path);
  throw usage(`There is no file ${path}.`);
}

const isLanguage = (text: unknown): text is Language => text === 'en' || text === 'zh';

function usage(what: string): ExpungeError {
  return new ExpungeError('USAGE', `${what} Usage: ${verifyCertificateCommand.usage}`);
}
