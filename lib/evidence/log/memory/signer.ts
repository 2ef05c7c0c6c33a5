import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { toUtf8 } from '../bytes.ts';
import { noteKey } from '../note-key.ts';
import type { Signer } from '../signer.ts';

/** ECDSA P-256 with a key in memory, from PKCS #8 in PEM or made up. `before`: awaited before each request. */
export function memorySigner(
  options: { readonly pem?: string; readonly before?: (method: string) => Promise<void> } = {},
): Signer {
  const { pem, before = async () => {} } = options;
  const secret: KeyObject =
    pem === undefined ? generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey : createPrivateKey(pem);
  const spki = createPublicKey(secret).export({ format: 'der', type: 'spki' });
  const keyOf = (name: string) => noteKey(name, 'ECDSA P-256', new Uint8Array(spki));
  return {
    async key(name) {
      await before('key');
      return keyOf(name);
    },
    async sign(name, text) {
      await before('sign');
      return { name, id: keyOf(name).id, signature: sign('sha256', toUtf8(text), secret) };
    },
  };
}
