import { ExpungeError } from '../../lib/errors.ts';
import type { Command, Input, World } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';
import { count } from '../print-problems.ts';

/** A recipient of a case as the function tells it. Instants in ISO 8601, UTC. */
interface Recipient {
  readonly case: string;
  readonly policy: string;
  readonly recipient: string;
  readonly name: string | null;
  readonly by: 'https' | 'sqs' | 'eventBus' | 'letter' | null;
  readonly state: string;
  readonly attempts: number;
  readonly toldAt: string | null;
  readonly confirmBy: string | null;
  readonly confirmedAt: string | null;
  readonly escalatedAt: string | null;
  readonly why: string | null;
}

const text = { type: 'string' } as const;

/** `expunge recipient list`: who has yet to confirm that it erased too. */
export const recipientList: Command = {
  name: 'recipient list',
  usage: `expunge recipient list [--case CASE] ${DEPLOYMENT_USAGE}`,
  summary:
    'Lists who has yet to confirm that it erased too, and who did not in time. With --case, everybody who received data of it.',
  options: { ...DEPLOYMENT, case: text },
  async run(input, world) {
    if (input.files.length > 0) throw usageFault('There is a word too many.', recipientList);
    const order = { command: 'recipient list', case: input.options.case ?? null };
    const data = (await ask(world, 'tell', order, input)) as { recipients: readonly Recipient[] };
    const lines = data.recipients.map(wordsFor);
    const escalated = data.recipients.filter(({ state }) => state === 'escalated').length;
    const summary = `${count(data.recipients.length, 'recipient')} of cases; ${escalated} did not confirm in time.`;
    return { ok: escalated === 0, text: [...lines, summary].join('\n'), data };
  },
};

/** `expunge recipient letter`: the letter to print. */
export const recipientLetter: Command = {
  name: 'recipient letter',
  usage: `expunge recipient letter CASE RECIPIENT [--html] ${DEPLOYMENT_USAGE}`,
  summary:
    'Writes the letter that tells a recipient to erase, in Chinese and English, as text or as a page to print. It names the person: print it, send it, keep no copy.',
  options: { ...DEPLOYMENT, html: { type: 'boolean' } },
  async run(input, world) {
    const order = { command: 'recipient letter', ...aboutOf(input, recipientLetter) };
    const data = (await ask(world, 'tell', order, input)) as { letter: { html: string; text: string } };
    return { ok: true, text: input.options.html === true ? data.letter.html : data.letter.text, data };
  },
};

/** `expunge recipient sent`: the letter is on its way; from now on the recipient counts as told. */
export const recipientSent = byRole(
  'sent',
  'Notes that the letter to a recipient was sent. It is reminded, and left to a person, as anybody else.',
);

/** `expunge recipient confirm`: it answered on paper or on the telephone. */
export const recipientConfirm = byRole(
  'confirm',
  'Notes that a recipient has confirmed that it erased too, where it did not say so itself on the bus.',
);

/** `expunge recipient escalate`: nothing more is to be expected of it. */
export const recipientEscalate = byRole(
  'escalate',
  'Gives a recipient up before its time is over: the case waits for it no longer, and its certificate says so.',
);

/** `expunge recipient key`: with which recipients check who sent a notice. */
export const recipientKey: Command = {
  name: 'recipient key',
  usage: `expunge recipient key ${DEPLOYMENT_USAGE}`,
  summary: 'Prints the public key with which notices over https are signed. Give it to the recipients by a safe way.',
  options: { ...DEPLOYMENT },
  async run(input, world) {
    if (input.files.length > 0) throw usageFault('There is a word too many.', recipientKey);
    const data = (await ask(world, 'tell', { command: 'recipient key' }, input)) as {
      key: { id: string; publicKey: string };
    };
    const { id, publicKey } = data.key;
    const lines = publicKey.match(/.{1,64}/g) ?? [];
    const pem = ['-----BEGIN PUBLIC KEY-----', ...lines, '-----END PUBLIC KEY-----'].join('\n');
    return { ok: true, text: `keyid: ${id}\n${pem}`, data };
  },
};

function byRole(verb: 'sent' | 'confirm' | 'escalate', summary: string): Command {
  const name = `recipient ${verb}`;
  const command: Command = {
    name,
    usage: `expunge ${name} CASE RECIPIENT --by ROLE ${DEPLOYMENT_USAGE}`,
    summary,
    options: { ...DEPLOYMENT, by: text },
    async run(input: Input, world: World) {
      const { by } = input.options;
      if (typeof by !== 'string' || by === '') throw usageFault('Name the role, with --by.', command);
      const order = { command: name, ...aboutOf(input, command), by };
      const data = (await ask(world, 'tell', order, input)) as { recipient: Recipient };
      return { ok: true, text: wordsFor(data.recipient), data };
    },
  };
  return command;
}

function aboutOf({ files }: Input, command: Command): { readonly case: string; readonly recipient: string } {
  const [id, recipient, ...more] = files;
  if (id === undefined || recipient === undefined) throw usageFault('Name the case and the recipient.', command);
  if (more.length > 0) throw usageFault('There is a word too many.', command);
  return { case: id, recipient };
}

function wordsFor(one: Recipient): string {
  const { recipient, name, state, by, attempts, toldAt, confirmBy, confirmedAt, escalatedAt, why } = one;
  const facts = [
    by === null ? null : `by ${by}`,
    attempts > 0 ? count(attempts, 'attempt') : null,
    toldAt === null ? null : `told ${toldAt}`,
    confirmedAt === null ? null : `confirmed ${confirmedAt}`,
    escalatedAt === null ? null : `escalated ${escalatedAt}`,
    confirmBy === null || confirmedAt !== null ? null : `to confirm by ${confirmBy}`,
    why,
  ].filter((fact) => fact !== null);
  return `${one.case} ${recipient}${name === null ? '' : ` (${name})`}: ${state}\n  ${one.policy}; ${facts.join('; ')}`;
}

function usageFault(what: string, { usage }: Command): ExpungeError {
  return new ExpungeError('USAGE', `${what} Usage: ${usage}`);
}
