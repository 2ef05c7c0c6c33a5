import { ExpungeError } from '../../lib/errors.ts';
import { type Examined, examine, noticeOf, type PlatformSecrets, parseSecrets } from '../../lib/platforms/index.ts';
import { compile, hasErrors, type Plan } from '../../lib/policy/index.ts';
import { PLATFORMS, type Platform } from '../../lib/policy/plan-platforms.ts';
import type { Command, Input } from '../command.ts';
import { printProblems } from '../print-problems.ts';
import { readPolicies, readSourceFile } from '../source-files.ts';

const text = { type: 'string' } as const;

/** A day for a body that comes without its notice: what it would become does not depend on it. */
const SOME_DAY = '2000-01-01T00:00:00Z';

/** `expunge platform check`: offline; what a payload would become. */
export const platformCheck: Command = {
  name: 'platform check',
  usage:
    'expunge platform check FILE --inventory FILE --policies DIR_OR_FILE... [--platform wechat|tiktok|kuaishou|cognito] [--secret-file FILE] [--json]',
  summary:
    'Shows which triggers a payload would become, without sending anything and without printing whose it is. FILE is the detail of a PlatformNotice or, with --platform, a body alone. With the secret as JSON the signature is checked too.',
  options: { inventory: text, policies: { type: 'string', multiple: true }, platform: text, 'secret-file': text },
  async run(input) {
    const [file, ...more] = input.files;
    if (file === undefined) throw usageFault('Name the file with the payload.');
    const compiled = planOf(input, more);
    if (compiled.plan === null)
      return { ok: false, text: compiled.text, data: { ok: false, problems: compiled.problems } };
    const notice = readNotice(readSourceFile(file).text, input);
    const found = examine(notice, compiled.plan, secretsOf(notice.platform, input));
    const ok = found.every(({ faults, signature }) => faults.length === 0 && signature !== 'invalid');
    return { ok, text: found.map(wordsFor).join('\n'), data: { ok, apps: found } };
  },
};

function planOf({ options }: Input, more: readonly string[]): { plan: Plan | null; text: string; problems: unknown } {
  const { inventory: named, policies: paths } = options;
  if (typeof named !== 'string' || !Array.isArray(paths)) throw usageFault('Name the inventory and its policies.');
  const inventory = readSourceFile(named);
  // A shell expands `--policies policies/*.yaml` into one option value and more file names.
  const policies = readPolicies([...paths.map(String), ...more]);
  const { plan, problems } = compile({ policies, inventory });
  const errors = hasErrors(problems) ? problems : [];
  return { plan, text: printProblems(errors, [...policies, inventory]), problems: errors };
}

function readNotice(content: string, { options: { platform } }: Input) {
  const now = Number.MAX_SAFE_INTEGER; // a notice in a file may be from any time
  if (platform === undefined) return noticeOf(jsonIn(content), now);
  if (!PLATFORMS.some((one) => one === platform)) throw usageFault(`--platform is one of ${PLATFORMS.join(', ')}.`);
  return noticeOf({ platform, receivedAt: SOME_DAY, body: content }, now);
}

function jsonIn(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    throw usageFault('The file is no notice. With --platform it may be the body that the platform sent.');
  }
}

function secretsOf(platform: Platform, { options }: Input): PlatformSecrets | null {
  const file = options['secret-file'];
  return typeof file === 'string' ? parseSecrets(platform, readSourceFile(file).text) : null;
}

function wordsFor({ app, policy, signature, triggers, noted, faults }: Examined): string {
  const head = `${app} under ${policy} (signature ${signature}):`;
  const lines = [
    ...triggers.map(({ type, id, scope }) => `  ${type} ${scope} (id ${id})`),
    ...noted.map((why) => `  nothing: ${why}`),
    ...faults.map(({ code, message }) => `  ${code}: ${message}`),
  ];
  return [head, ...lines].join('\n');
}

function usageFault(what: string): ExpungeError {
  return new ExpungeError('USAGE', `${what} Usage: ${platformCheck.usage}`);
}
