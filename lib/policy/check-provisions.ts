import type { PolicyFile } from './policy-schema.ts';
import type { Report } from './report.ts';

/**
 * That each provision leads somewhere: to something of this file that is there, or to a part of the program. A provision that
 * leads nowhere has to say why it is not for software.
 */
export function checkProvisions(policy: PolicyFile, report: Report): void {
  const [letter] = Object.keys(policy.provisions ?? {});
  for (const [id, provision] of Object.entries(policy.provisions ?? {})) {
    const path = ['provisions', id];
    const clause = provision.clause.at;
    if (letter !== undefined && id[0] !== letter[0]) {
      report.error('POLICY_INVALID', path, {
        part: 'key',
        clause,
        message: `provision \`${id}\` has another letter than \`${letter}\`: it belongs to another text`,
        remedy: 'write all provisions of one text with one letter',
      });
    }
    if ('notSoftware' in provision) continue;
    if (provision.by === undefined && provision.functions === undefined) {
      report.error('POLICY_INVALID', path, {
        part: 'key',
        clause,
        message: `nothing is said to carry provision \`${id}\` out`,
        remedy: 'write `by`, `functions` or both, or `notSoftware` with the reason',
      });
    }
    provision.by?.forEach((dotted, index) => {
      const steps = dotted.split('.');
      if (report.has(steps) && steps[0] !== 'provisions') return;
      report.error('POLICY_INVALID', [...path, 'by', index], {
        clause,
        message: `this file has no \`${dotted}\``,
        remedy: `write a path of this file, such as \`rules.${Object.keys(policy.rules)[0]}\``,
      });
    });
  }
}
