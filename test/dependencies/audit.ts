import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { tellFigures } from '../support/figures.ts';
import { readAudit } from './read-audit.ts';

/*
 * `npm run audit [-- --must-answer]`: the lock file against the weaknesses that the registry knows. Ends with 1
 * where there is one. A registry that does not answer audits is told of, loudly; it is an error with `--must-answer` alone.
 */
const WINDOWS = process.platform === 'win32';
const { stdout } = spawnSync('npm', ['audit', '--json', '--package-lock-only'], {
  ...{ cwd: join(import.meta.dirname, '../..'), encoding: 'utf8', shell: WINDOWS, maxBuffer: 1 << 28 },
  stdio: ['ignore', 'pipe', 'ignore'],
});
const audit = readAudit(stdout ?? '');
tellFigures('audit', { weaknesses: audit.answered ? audit.weaknesses.length : null });
if (!audit.answered) {
  console.error(`NOT AUDITED: ${audit.why}. Nobody knows whether a package of the lock file has a known weakness: run`);
  console.error('`npm audit` where the registry answers audits, before you deploy.');
  process.exitCode = process.argv.includes('--must-answer') ? 1 : 0;
} else {
  for (const { package: name, severity, mended } of audit.weaknesses)
    console.error(`${name}: ${severity}${mended === null ? '' : `; mended by ${mended}`}`);
  console.log(`${audit.weaknesses.length} packages of the lock file have known weaknesses.`);
  process.exitCode = audit.weaknesses.length > 0 ? 1 : 0;
}
