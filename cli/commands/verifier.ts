import { writeFileSync } from 'node:fs';
import { ExpungeError } from '../../lib/errors.ts';
import type { Command } from '../command.ts';

/** `expunge verifier`: the page that checks certificates without Expunge and without a network. */
export const verifierCommand: Command = {
  name: 'verifier',
  usage: 'expunge verifier FILE [--json]',
  summary: 'Writes the page that checks a certificate in any browser, offline: one HTML file, to hand on and keep.',
  options: {},
  async run({ files: [file, ...more] }) {
    if (file === undefined || more.length > 0) {
      throw new ExpungeError('USAGE', `Name the file to write. Usage: ${verifierCommand.usage}`);
    }
    // only this command builds anything: the others start without the bundler
    const { buildVerifier } = await import('../../lib/evidence/verifier/index.ts');
    const page = await buildVerifier();
    try {
      writeFileSync(file, page);
    } catch (cause) {
      throw new ExpungeError('USAGE', `${file} cannot be written.`, { cause });
    }
    const bytes = Buffer.byteLength(page);
    const text = `${file}: ${Math.round(bytes / 1000)} kB. Open it in a browser; it needs nothing else.`;
    return { ok: true, text, data: { ok: true, file, bytes } };
  },
};
