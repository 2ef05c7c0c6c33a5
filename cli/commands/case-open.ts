import type { CaseView } from '../../lib/registry/desk/index.ts';
import { named, text, usageFault } from '../arguments.ts';
import { wordsForCase } from '../case-words.ts';
import type { Command, Input, World } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';
import { readSubject } from '../subject.ts';

const SHUT_DOWN = 'ServiceShutDown';
/** The words of requests that come to a desk rather than to a program. */
const CHANNELS = ['mail', 'phone', 'letter', 'app', 'platform'];

/** `expunge case open`: a request that came by mail or phone, as if its event had come over the bus. */
export const caseOpen: Command = {
  name: 'case open',
  usage: `expunge case open TRIGGER --policy POLICY (--subject-file FILE | -) --id ID --received INSTANT --channel mail|phone|letter|app [--category CATEGORY …] [--permission PERMISSION] [--plugin PLUGIN] [--dataset DATASET (--key JSON | --object NAME)] [--met GATE=EVIDENCE …] ${DEPLOYMENT_USAGE}`,
  summary:
    'Opens the case of a request: AccountClosed, ErasureRequested, ConsentWithdrawn … (docs/formats.md). The same id told again is the same case. ServiceShutDown ends a service for all subjects and takes no identifier.',
  options: {
    ...DEPLOYMENT,
    policy: text,
    'subject-file': text,
    id: text,
    received: text,
    channel: text,
    category: { type: 'string', multiple: true },
    permission: text,
    plugin: text,
    dataset: text,
    key: text,
    object: text,
    met: { type: 'string', multiple: true },
  },
  async run(input, world) {
    const [trigger, ...rest] = input.files;
    const kind = named(trigger, 'the trigger', caseOpen);
    const about = await detailOf(kind, { ...input, files: rest }, world);
    const order = { command: 'case open', trigger: kind, detail: about };
    const data = (await ask(world, 'case', order, input)) as { case: CaseView } | { shutDown: ShutDown };
    return { ok: true, text: 'case' in data ? wordsForCase(data.case) : wordsForShutDown(data.shutDown), data };
  },
};

interface ShutDown {
  readonly id: string;
  readonly policy: string;
  readonly deadline: string;
  readonly missing: readonly string[];
}

export function wordsForShutDown({ id, policy, deadline, missing }: ShutDown): string {
  const waits = missing.length === 0 ? 'all proofs are there' : `nothing is erased before ${missing.join(', ')}`;
  return `${id}: the end of the service of ${policy}, by ${deadline}; ${waits}.`;
}

async function detailOf(trigger: string, input: Input, world: World): Promise<object> {
  const { options } = input;
  const common = {
    id: named(options.id, 'the request, with an --id of its own', caseOpen),
    policy: named(options.policy, 'the policy, with --policy', caseOpen),
    receivedAt: instantOf(named(options.received, 'when it was received, with --received', caseOpen), caseOpen),
    ...(options.met !== undefined && { preconditions: proofsOf(options.met as readonly string[]) }),
  };
  if (trigger === SHUT_DOWN) {
    if (input.files.length > 0 || options['subject-file'] !== undefined) {
      throw usageFault('The end of a service is about all subjects, and takes no identifier.', caseOpen);
    }
    return common;
  }
  const channel = named(options.channel, 'how it came, with --channel', caseOpen);
  if (!CHANNELS.includes(channel)) throw usageFault(`A channel is one of ${CHANNELS.join(', ')}.`, caseOpen);
  const subject = await readSubject(input, world, caseOpen.usage);
  return { ...common, subject, channel, ...scopeOf(options) };
}

function scopeOf({ category, permission, plugin, dataset, key, object }: Input['options']): object {
  return {
    ...(category !== undefined && { categories: category }),
    ...(permission !== undefined && { permission }),
    ...(plugin !== undefined && { plugin }),
    ...(dataset !== undefined && { dataset }),
    ...(key !== undefined && { key: recordKeyOf(String(key)) }),
    ...(object !== undefined && { object }),
  };
}

function recordKeyOf(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    // The parser's own message quotes the text it could not read.
    throw usageFault('A --key is the record’s key attributes as DynamoDB’s own JSON: {"id": {"S": "…"}}.', caseOpen);
  }
}

function proofsOf(given: readonly string[]): Record<string, string> {
  const proofs = given.map((proof) => {
    const at = proof.indexOf('=');
    if (at < 1 || at === proof.length - 1) throw usageFault('A proof is given as --met GATE=EVIDENCE.', caseOpen);
    return [proof.slice(0, at), proof.slice(at + 1)] as const;
  });
  if (new Set(proofs.map(([gate]) => gate)).size < proofs.length) {
    throw usageFault('A gate is met by one proof.', caseOpen);
  }
  return Object.fromEntries(proofs);
}

/** When something was received: with its offset, since the clocks of its answer are counted in civil days. */
export function instantOf(given: string, command: Command): string {
  if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(given)) {
    const instant = new Date(given);
    if (!Number.isNaN(instant.getTime())) return instant.toISOString();
  }
  throw usageFault('An instant is written with its offset: 2026-11-23T09:30+08:00.', command);
}
