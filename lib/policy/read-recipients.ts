import { parsePeriod } from '../retention/index.ts';
import { canonicalPeriod } from '../retention/period.ts';
import type { InventoryFile, RecipientText } from './inventory-schema.ts';
import type { PlanRecipient, RecipientChannel } from './plan.ts';
import type { ReadInventory } from './read-inventory.ts';
import type { Report } from './report.ts';

/** What an entity has to confirm within where the inventory says nothing: the time the controller itself has. */
export const DEFAULT_CONFIRM_WITHIN = '15 working days CN';

const QUEUE =
  /^(?:[A-Za-z0-9_-]{1,80}(?:\.fifo)?|arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]{1,80}(?:\.fifo)?)$/;
const BUS = /^arn:aws[a-z-]*:events:[a-z0-9-]+:\d{12}:event-bus\/[A-Za-z0-9._/-]{1,256}$/;

/** The registry of recipients as the plan carries it; what is wrong with it, and with who names them, is reported. */
export function planRecipients({ file, report }: ReadInventory): Record<string, PlanRecipient> {
  const written = file?.recipients ?? {};
  const planned = Object.entries(written).map(([id, recipient]) => [id, planRecipient(id, recipient, report)] as const);
  checkNames(file, report);
  return Object.fromEntries([...planned].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function planRecipient(id: string, written: RecipientText, report: Report): PlanRecipient {
  const path = ['recipients', id];
  const { name, role, ground, keeps } = written;
  const tell = written.tell === undefined ? null : channelOf(written.tell);
  if (tell === null && keeps === undefined) {
    report.error('INVENTORY_INVALID', path, {
      part: 'key',
      message: `recipient \`${id}\` cannot be told to erase: nothing says how`,
      remedy:
        'add `tell: { https: … }`, `{ sqs: … }`, `{ eventBus: … }` or `{ letter: [ … ] }`; or `keeps: { because: law, why: … }` where it need not be told',
    });
  }
  if (tell !== null && keeps !== undefined) {
    report.error('INVENTORY_INVALID', [...path, 'tell'], {
      part: 'key',
      message: `recipient \`${id}\` keeps the data and is told to erase them: only one can be`,
      remedy: 'take out `tell`, or take out `keeps` if neither law nor an authorisation of its own lets it keep them',
    });
  }
  if (tell !== null) checkChannel(tell, path, report);
  if (tell?.by === 'letter' && written.confirmTo === undefined) {
    report.error('INVENTORY_INVALID', path, {
      part: 'key',
      message: `recipient \`${id}\` is told by letter, and nothing says where it is to answer`,
      remedy: 'add `confirmTo: privacy@example.cn` or whatever the controller reads; the letter names it',
    });
  }
  return {
    id,
    name,
    role,
    ground,
    tell,
    confirmWithin: confirmWithinOf(written, path, report),
    confirmTo: written.confirmTo ?? null,
    keeps: keeps ?? null,
  };
}

function channelOf(tell: NonNullable<RecipientText['tell']>): RecipientChannel {
  if ('https' in tell) return { by: 'https', url: tell.https };
  if ('sqs' in tell) return { by: 'sqs', queue: tell.sqs };
  if ('eventBus' in tell) return { by: 'eventBus', bus: tell.eventBus };
  return { by: 'letter', address: tell.letter };
}

function checkChannel(tell: RecipientChannel, path: readonly string[], report: Report): void {
  if (tell.by === 'https' && !isPlainHttps(tell.url)) {
    report.error('INVENTORY_INVALID', [...path, 'tell', 'https'], {
      message: 'a notice names a person, and this is no address to which one may be sent',
      remedy: 'write an `https://` address of a named host, without user, password or fragment',
    });
  }
  if (tell.by === 'sqs' && !QUEUE.test(tell.queue)) {
    report.error('INVENTORY_INVALID', [...path, 'tell', 'sqs'], {
      message: `\`${tell.queue}\` is neither the name of a queue nor its ARN`,
      remedy: 'write `erasures`, or `arn:aws-cn:sqs:cn-north-1:111122223333:erasures` for a queue of another account',
    });
  }
  if (tell.by === 'eventBus' && !BUS.test(tell.bus)) {
    report.error('INVENTORY_INVALID', [...path, 'tell', 'eventBus'], {
      message: `\`${tell.bus}\` is not the ARN of an event bus`,
      remedy: 'write `arn:aws-cn:events:cn-north-1:111122223333:event-bus/erasures`',
    });
  }
}

/** A host by its name: an address in numbers has no certificate that says whose it is. */
function isPlainHttps(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash, hostname } = new URL(text);
  return (
    protocol === 'https:' && username + password + hash === '' && /[a-z]$/.test(hostname) && hostname.includes('.')
  );
}

function confirmWithinOf({ confirmWithin }: RecipientText, path: readonly string[], report: Report): string {
  try {
    return canonicalPeriod(parsePeriod(confirmWithin ?? DEFAULT_CONFIRM_WITHIN));
  } catch {
    report.error('PERIOD_INVALID', [...path, 'confirmWithin'], {
      message: `\`${confirmWithin}\` is not a time within which to confirm`,
      remedy: `write for example \`${DEFAULT_CONFIRM_WITHIN}\` or \`30 days\``,
    });
    return canonicalPeriod(parsePeriod(DEFAULT_CONFIRM_WITHIN));
  }
}

function checkNames(file: InventoryFile | null, report: Report): void {
  if (file === null) return;
  const known = Object.keys(file.recipients ?? {});
  const named = new Set<string>();
  for (const [dataset, { recipients = [] }] of Object.entries(file.datasets)) {
    for (const [place, recipient] of recipients.entries()) {
      named.add(recipient);
      if (known.includes(recipient)) continue;
      report.error('INVENTORY_INVALID', ['datasets', dataset, 'recipients', place], {
        message: `there is no recipient \`${recipient}\``,
        remedy:
          known.length > 0
            ? `write one of ${known.map((id) => `\`${id}\``).join(', ')}, or describe it under \`recipients\``
            : 'describe it under `recipients`: who it is, under which clause it received the data, how it is told to erase',
      });
    }
  }
  for (const id of known) {
    if (named.has(id)) continue;
    report.warning('INVENTORY_INVALID', ['recipients', id], {
      part: 'key',
      message: `no dataset says that recipient \`${id}\` receives anything`,
      remedy: `add \`recipients: [${id}]\` to the datasets it receives, or take it out`,
    });
  }
}
