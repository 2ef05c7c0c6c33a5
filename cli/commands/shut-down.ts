import { ExpungeError } from '../../lib/errors.ts';
import type { ShutDownProgress } from '../../lib/shutting-down/index.ts';
import type { Command } from '../command.ts';
import { ask, DEPLOYMENT, DEPLOYMENT_USAGE } from '../invoke.ts';
import { count } from '../print-problems.ts';

/** `expunge shut-down list`: the services that end, and how far each has come. */
export const shutDownList: Command = {
  name: 'shut-down list',
  usage: `expunge shut-down list ${DEPLOYMENT_USAGE}`,
  summary: 'Lists the services that were shut down, and how far erasing their data has come.',
  options: { ...DEPLOYMENT },
  async run(input, world) {
    if (input.files.length > 0) throw usageFault('There is a word too many.', shutDownList);
    const data = (await ask(world, 'sweep', { command: 'shut-down list' }, input)) as {
      shutDowns: readonly ShutDownProgress[];
    };
    const lines = data.shutDowns.map(
      ({ id, policy, state, deadline }) => `${id}: ${policy}, ${state}, deadline ${deadline}`,
    );
    return { ok: true, text: [...lines, `${count(lines.length, 'shut-down')}.`].join('\n'), data };
  },
};

/** `expunge shut-down show`: one of them, with its proofs, its cases and its records. */
export const shutDownShow: Command = {
  name: 'shut-down show',
  usage: `expunge shut-down show ID ${DEPLOYMENT_USAGE}`,
  summary: 'Shows what has been proven of a shut-down, how many cases it has and where they stand, and its records.',
  options: { ...DEPLOYMENT },
  async run(input, world) {
    const [id, ...more] = input.files;
    if (id === undefined) throw usageFault('Name the shut-down.', shutDownShow);
    if (more.length > 0) throw usageFault('There is a word too many.', shutDownShow);
    const data = (await ask(world, 'sweep', { command: 'shut-down show', id }, input)) as {
      shutDown: ShutDownProgress;
    };
    return { ok: true, text: wordsFor(data.shutDown), data };
  },
};

function wordsFor({ id, policy, state, receivedAt, deadline, provisional, proofs, ...rest }: ShutDownProgress): string {
  const { passes, pass, cases, records } = rest;
  return [
    `${id}: ${policy}, ${state}`,
    `  received ${receivedAt}; deadline ${deadline}${provisional ? ' (provisional)' : ''}`,
    ...proofs.map(({ gate, metAt, evidence }) =>
      metAt === null ? `  ${gate}: not proven yet, nothing is erased` : `  ${gate}: proven ${metAt}, ${evidence}`,
    ),
    ...(pass === null
      ? []
      : [`  pass ${passes} over the subjects${pass.finished ? '' : ', under way'}: ${inPass(pass)}`]),
    ...(cases === null ? [] : [`  cases as of ${cases.asOf}: ${standing(cases)}`]),
    ...records.map(({ stage, at }) => `  recorded as ${stage} ${at}: shut-downs/${id}.json, shut-downs/${id}.html`),
  ].join('\n');
}

function inPass({ looked, opened, failed }: NonNullable<ShutDownProgress['pass']>): string {
  const failures = failed === 0 ? '' : `, ${failed} could not be opened`;
  return `${looked} looked at, ${count(opened, 'case')} opened${failures}`;
}

function standing(cases: NonNullable<ShutDownProgress['cases']>): string {
  const { found, open, restricted, restrictedUntil, completed, refused, uncertified, afterStop } = cases;
  return [
    `${found} in all`,
    `${open} open`,
    `${restricted} restricted${restricted === 0 ? '' : ` (the last until ${restrictedUntil ?? 'nobody knows when'})`}`,
    `${completed} completed${uncertified === 0 ? '' : ` (${uncertified} without a certificate)`}`,
    `${refused} refused`,
    `${afterStop} came after the stop`,
  ].join(', ');
}

function usageFault(what: string, { usage }: Command): ExpungeError {
  return new ExpungeError('USAGE', `${what} Usage: ${usage}`);
}
