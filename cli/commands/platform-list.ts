import { ExpungeError } from '../../lib/errors.ts';
import { parseDayList, type Revocation, splitCodes } from '../../lib/platforms/index.ts';
import type { Command, Input } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';
import { count } from '../print-problems.ts';
import { readSourceFile } from '../source-files.ts';

/** As many as the function takes at once. */
const AT_ONCE = 100;

/** What the function answers to a part of the list. Entries count from 0. */
interface Answer {
  readonly opened: number;
  readonly known: number;
  readonly refused: readonly { readonly entry: number; readonly code: string; readonly message: string }[];
}

const text = { type: 'string' } as const;

/** `expunge platform list`: WeChat's second channel, the list of the day that it mails. */
export const platformList: Command = {
  name: 'platform list',
  usage: `expunge platform list FILE --platform wechat --app APPID --date yyyy-mm-dd [--revoke-info CODES] ${DEPLOYMENT_USAGE}`,
  summary:
    'Takes the list that WeChat mails of users who took something back: an OpenID a line, and its codes. What the push told before is known, and asked for once.',
  options: { ...DEPLOYMENT, platform: text, app: text, date: text, 'revoke-info': text },
  async run(input, world) {
    const [file, ...more] = input.files;
    const { platform, app, date } = input.options;
    if (file === undefined || more.length > 0) throw usageFault('Name one file.');
    if (platform !== 'wechat') throw usageFault('Only WeChat mails lists: give --platform wechat.');
    if (typeof app !== 'string' || typeof date !== 'string') throw usageFault('Give --app and --date.');
    const { revocations } = parseDayList(readSourceFile(file).text, codesOf(input));
    const totals = { opened: 0, known: 0, refused: [] as { line: number; code: string; message: string }[] };
    for (let from = 0; from < revocations.length; from += AT_ONCE) {
      const part = revocations.slice(from, from + AT_ONCE);
      const order = { command: 'platform list', platform, app, date, revocations: part.map(withoutLine) };
      const { opened, known, refused } = (await ask(world, 'adapt', order, input)) as Answer;
      totals.opened += opened;
      totals.known += known;
      totals.refused.push(...refused.map(({ entry, ...why }) => ({ line: part[entry]?.line ?? 0, ...why })));
    }
    const data = { users: revocations.length, ...totals };
    return { ok: totals.refused.length === 0, text: wordsFor(data), data };
  },
};

const withoutLine = ({ subject, codes }: Revocation) => ({ subject, codes });

function codesOf({ options }: Input): readonly string[] {
  const given = options['revoke-info'];
  return typeof given === 'string' ? splitCodes(given) : [];
}

function wordsFor({
  users,
  opened,
  known,
  refused,
}: {
  users: number;
  opened: number;
  known: number;
  refused: readonly { line: number; code: string; message: string }[];
}): string {
  const summary = `${count(users, 'user')} on the list: ${count(opened, 'request')} sent, ${known} known already, ${refused.length} refused.`;
  return [...refused.map(({ line, code, message }) => `line ${line}: ${code}: ${message}`), summary].join('\n');
}

function usageFault(what: string): ExpungeError {
  return new ExpungeError('USAGE', `${what} Usage: ${platformList.usage}`);
}
