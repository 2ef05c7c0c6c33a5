import { parseArgs } from 'node:util';
import { ExpungeError } from '../lib/errors.ts';
import type { Command, Input, World } from './command.ts';
import { approve } from './commands/approve.ts';
import { auditCommand } from './commands/audit.ts';
import { backupRefreshed } from './commands/backup.ts';
import { caseAnswer, caseComplain } from './commands/case-answer.ts';
import { caseFee, caseGrant, caseMeet, caseRefuse } from './commands/case-decide.ts';
import { caseOpen } from './commands/case-open.ts';
import { caseList, caseShow } from './commands/case-show.ts';
import { certificateCommand } from './commands/certificate.ts';
import { epochDestroy, epochList, epochRotate } from './commands/epoch.ts';
import { extensionGrant } from './commands/extension.ts';
import { holdList, holdPlace, holdRelease } from './commands/hold.ts';
import { inventoryCheck } from './commands/inventory-check.ts';
import { platformCheck } from './commands/platform-check.ts';
import { platformList } from './commands/platform-list.ts';
import { policyCheck } from './commands/policy-check.ts';
import { policyDiff } from './commands/policy-diff.ts';
import { receiptsFind } from './commands/receipts-find.ts';
import {
  recipientConfirm,
  recipientEscalate,
  recipientKey,
  recipientLetter,
  recipientList,
  recipientSent,
} from './commands/recipient.ts';
import { reportCommand } from './commands/report.ts';
import { restoreGuard } from './commands/restore-guard.ts';
import { shutDownList, shutDownShow } from './commands/shut-down.ts';
import { verifierCommand } from './commands/verifier.ts';
import { verifyCertificateCommand } from './commands/verify-certificate.ts';
import { verifyLogCommand } from './commands/verify-log.ts';
import { walkList } from './commands/walk.ts';
import { unexpected } from './unexpected.ts';

const COMMANDS: readonly Command[] = [
  policyCheck,
  policyDiff,
  inventoryCheck,
  platformCheck,
  platformList,
  verifyLogCommand,
  verifyCertificateCommand,
  verifierCommand,
  certificateCommand,
  reportCommand,
  epochList,
  epochRotate,
  epochDestroy,
  receiptsFind,
  holdPlace,
  holdList,
  holdRelease,
  approve,
  recipientList,
  recipientLetter,
  recipientSent,
  recipientConfirm,
  recipientEscalate,
  recipientKey,
  shutDownList,
  shutDownShow,
  walkList,
  auditCommand,
  restoreGuard,
  backupRefreshed,
  extensionGrant,
  caseOpen,
  caseShow,
  caseList,
  caseMeet,
  caseRefuse,
  caseGrant,
  caseAnswer,
  caseComplain,
  caseFee,
];

export const STATUS = { ok: 0, problems: 1, usage: 2 } as const;

export interface Result {
  /** 0: all is well; 1: problems were found, or the work failed; 2: the command was not understood. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line, without touching the process. Never throws: whatever went wrong has a code, and no stack. */
export async function run(argv: readonly string[], world: World): Promise<Result> {
  const json = argv.includes('--json');
  try {
    const [first, second] = argv;
    if (first === undefined || first === 'help' || first === '--help' || first === '-h') return help(COMMANDS);
    const command = COMMANDS.find(({ name }) => name === `${first} ${second}` || name === first);
    if (command === undefined) {
      const group = COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
      if (group.length > 0 && (second === undefined || second === '--help' || second === '-h')) return help(group);
      throw new ExpungeError(
        'USAGE',
        `There is no command "${[first, second].filter(Boolean).join(' ')}". Try "expunge --help".`,
      );
    }
    const input = readArguments(command, argv.slice(command.name.split(' ').length));
    if (input.options.help === true) return help([command]);
    const { ok, text, data } = await command.run(input, world);
    return {
      status: ok ? STATUS.ok : STATUS.problems,
      stdout: json ? `${JSON.stringify(data, null, 2)}\n` : `${text}\n`,
      stderr: '',
    };
  } catch (error) {
    const { code, message, place } = error instanceof ExpungeError ? error : unexpected(error);
    return {
      status: code === 'USAGE' ? STATUS.usage : STATUS.problems,
      stdout: json ? `${JSON.stringify({ ok: false, error: { code, message, place } }, null, 2)}\n` : '',
      stderr: json ? '' : `${code}: ${message}${place === undefined ? '' : ` (${place})`}\n`,
    };
  }
}

function readArguments(command: Command, args: string[]): Input {
  try {
    const { values, positionals } = parseArgs({
      args,
      options: { ...command.options, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
      strict: true,
    });
    return { files: positionals, options: values };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ExpungeError('USAGE', `${reason} Usage: ${command.usage}`);
  }
}

function help(commands: readonly Command[]): Result {
  const lines = commands.map(({ usage, summary }) => `  ${usage}\n      ${summary}`);
  const text = `${lines.join('\n\n')}\n\n  --json prints data instead of text. Exit status: 0 all is well, 1 problems, 2 not understood.\n`;
  return { status: STATUS.ok, stdout: text, stderr: '' };
}
