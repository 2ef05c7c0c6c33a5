import { expect, it } from 'vitest';
import { formatNote, verifyNote } from '../../lib/evidence/log/note.ts';
import { formatVkey, parseVkey } from '../../lib/evidence/log/note-key.ts';
import type { Signer } from '../../lib/evidence/log/signer.ts';

const ORIGIN = 'expunge.example/log/aws-cn/2026';
const TEXT = `${ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`;

/** What the log needs of a signer. */
export function signerContract(create: () => Promise<Signer>): void {
  it('signs what its verifier key verifies', async () => {
    const signer = await create();
    const note = formatNote(TEXT, [await signer.sign(ORIGIN, TEXT)]);
    const key = parseVkey(formatVkey(await signer.key(ORIGIN)));
    expect(await verifyNote(note, [key])).toMatchObject({
      text: TEXT,
      signers: [{ name: ORIGIN, type: 'ECDSA P-256' }],
    });
    await expect(verifyNote(note.replace('\n0\n', '\n1\n'), [key])).rejects.toThrow(
      expect.objectContaining({ code: 'SIGNATURE_INVALID' }),
    );
  });

  it('has one key under any name', async () => {
    const signer = await create();
    const [a, b] = [await signer.key('a'), await signer.key('b')];
    expect([a.name, b.name, a.id]).toEqual(['a', 'b', b.id]);
    expect((await signer.sign('a', TEXT)).id).toBe(a.id);
  });

  it('signs Chinese text of some length', async () => {
    const signer = await create();
    const text = `${'证'.repeat(1000)}\n`;
    const note = formatNote(text, [await signer.sign('a', text)]);
    expect((await verifyNote(note, [await signer.key('a')])).text).toBe(text);
  });
}
