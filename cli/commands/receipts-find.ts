import { ExpungeError } from '../../lib/errors.ts';
import type { FoundReceipts } from '../../lib/evidence/find-receipts.ts';
import type { Command, Input, World } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';
import { count } from '../print-problems.ts';
import { readSubject } from '../subject.ts';

/** One answer of `operate`. */
interface Answer extends FoundReceipts {
  readonly searched: readonly string[];
  readonly unsearchable: readonly { epoch: string; code: string; destroyedAt: string }[];
}

/** `expunge receipts find`: what evidence there is of a subject, for whoever knows the identifier. */
export const receiptsFind: Command = {
  name: 'receipts find',
  usage: `expunge receipts find --policy POLICY (--subject-file FILE | -) ${DEPLOYMENT_USAGE}`,
  summary:
    'Finds the receipts of a subject under every epoch whose key still exists. The identifier comes from a file or, with -, from standard input: no other user of this machine sees it.',
  options: { ...DEPLOYMENT, policy: { type: 'string' }, 'subject-file': { type: 'string' } },
  async run(input, world) {
    const { policy } = input.options;
    if (typeof policy !== 'string') throw new ExpungeError('USAGE', `Name the policy. Usage: ${receiptsFind.usage}`);
    const subject = await readSubject(input, world, receiptsFind.usage);
    const answer = await findAll(policy, subject, input, world);
    const receipts = new Map(answer.found.map(({ receipt }) => [receipt.id, receipt]));
    const lines = [...receipts.values()].map((receipt) =>
      receipt.format === 'expunge-receipt/1'
        ? `${receipt.verifiedAt}  ${receipt.outcome}: ${count(receipt.records, 'record')} of ${receipt.dataset} under ${receipt.rule.id} (${receipt.action}), receipt ${receipt.id}`
        : `${receipt.statedAt}  stated: case ${receipt.case} is ${receipt.stage}, statement ${receipt.id}`,
    );
    const looked = `${count(receipts.size, 'receipt')} found; looked for under ${answer.searched.join(', ') || 'no epoch'}.`;
    const gone = answer.unsearchable.map(
      ({ epoch, code, destroyedAt }) =>
        `${code}: nobody can be looked for under ${epoch}, destroyed ${destroyedAt}; what it holds was not found.`,
    );
    return { ok: true, text: [...lines.sort(), looked, ...gone].join('\n'), data: answer };
  },
};

async function findAll(policy: string, subject: string, input: Input, world: World): Promise<Omit<Answer, 'next'>> {
  const found: FoundReceipts['found'][number][] = [];
  let after: string | null = null;
  for (;;) {
    const order = { command: 'receipts find', policy, subject, after };
    const { next, ...answer } = (await ask(world, 'operate', order, input)) as Answer;
    found.push(...answer.found);
    if (next === null) return { ...answer, found };
    after = next;
  }
}
