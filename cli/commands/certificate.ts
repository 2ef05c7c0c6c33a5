import type { Standing } from '../../lib/certifying/index.ts';
import { ExpungeError } from '../../lib/errors.ts';
import type { Command } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';

/** `expunge certificate`: which certificates of a case have been issued, and what keeps the next one back. */
export const certificateCommand: Command = {
  name: 'certificate',
  usage: `expunge certificate CASE ${DEPLOYMENT_USAGE}`,
  summary: 'Says which certificates of a case have been issued, and what keeps the next one back.',
  options: DEPLOYMENT,
  async run(input, world) {
    const [id, ...more] = input.files;
    if (id === undefined || more.length > 0) {
      throw new ExpungeError('USAGE', `Name one case, by its id. Usage: ${certificateCommand.usage}`);
    }
    const data = (await ask(world, 'certify', { case: id }, input)) as Standing;
    return { ok: data.refusal === null, text: wordsFor(data).join('\n'), data };
  },
};

function wordsFor({ case: id, policy, state, issued, refusal, next }: Standing): string[] {
  return [
    `Case ${id} under ${policy}: ${state}.`,
    ...issued.map(({ stage, at, json, page }) => `Issued: ${stage}, as of ${at}\n  ${json}\n  ${page}`),
    ...(refusal === null
      ? []
      : [`Refused: ${refusal.stage}`, ...refusal.reasons.map((reason) => `  ${inWords(reason)}`)]),
    ...(refusal === null && next !== null ? [`Next: ${next.stage}, from ${next.from ?? 'an unknown day'} on`] : []),
    ...(next === null ? ['Nothing is left to certify.'] : []),
  ];
}

type Reason = NonNullable<Standing['refusal']>['reasons'][number];

function inWords({ kind, what, until, law }: Reason): string {
  switch (kind) {
    case 'residue':
      return `${what}: something is not erased yet, or has come back`;
    case 'hold':
      return `hold ${what}: has to be released first`;
    case 'restriction':
      return `${what}: kept by law${law === undefined ? '' : ` (${law})`}, until ${until ?? 'a day that nobody knows yet'}`;
    case 'recipient':
      return `recipient ${what}: has not confirmed`;
    case 'not sealed':
      return `receipts that are not in the log yet: ${what}`;
    case 'waiting':
      return `gate ${what}: is not met, and nothing has been erased`;
    case 'refused':
      return `refused on ground ${what}: nothing was erased, and nothing will be certified`;
    case 'fault':
      return `it could not be found out (${what}); see CertifyFails in the runbook`;
  }
}
