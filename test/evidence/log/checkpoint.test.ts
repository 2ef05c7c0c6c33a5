import { describe, expect, it } from 'vitest';
import { EMPTY_ROOT, formatCheckpoint, openCheckpoint, parseCheckpoint } from '../../../lib/evidence/log/index.ts';
import { ed25519Signer, ORIGIN, p256Signer, signNote } from './published-log.ts';

const refusal = (code: string) => expect.objectContaining({ code });
const ROOT = 'CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=';
const root = new Uint8Array(Buffer.from(ROOT, 'base64'));

describe('a checkpoint', () => {
  it('is three lines: origin, size, root', () => {
    const text = `example.com/behind-the-sofa\n20852163\n${ROOT}\n`;
    expect(parseCheckpoint(text)).toEqual({
      origin: 'example.com/behind-the-sofa',
      size: 20_852_163,
      root,
      extensions: [],
    });
    expect(formatCheckpoint({ origin: 'example.com/behind-the-sofa', size: 20_852_163, root })).toBe(text);
    expect(formatCheckpoint({ origin: ORIGIN, size: 0, root: EMPTY_ROOT })).toBe(
      `${ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`,
    );
    const more = { origin: ORIGIN, size: 1, root, extensions: ['more'] };
    expect(parseCheckpoint(formatCheckpoint(more))).toEqual(more);
  });

  it.each([
    ['no end', `${ORIGIN}\n1\n${ROOT}`],
    ['no root', `${ORIGIN}\n1\n`],
    ['no origin', `\n1\n${ROOT}\n`],
    ['an empty line', `${ORIGIN}\n1\n${ROOT}\n\nmore\n`],
    ['a leading zero', `${ORIGIN}\n01\n${ROOT}\n`],
    ['a sign', `${ORIGIN}\n+1\n${ROOT}\n`],
    ['a fraction', `${ORIGIN}\n1.0\n${ROOT}\n`],
    ['an exponent', `${ORIGIN}\n1e3\n${ROOT}\n`],
    ['digits of another script', `${ORIGIN}\n١\n${ROOT}\n`],
    ['a size beyond counting', `${ORIGIN}\n9007199254740992\n${ROOT}\n`],
    ['a short root', `${ORIGIN}\n1\n${ROOT.slice(4)}\n`],
    ['a root in hex', `${ORIGIN}\n1\n${'ab'.repeat(32)}\n`],
    ['a root with stray bits', `${ORIGIN}\n1\n${ROOT.replace('I=', 'J=')}\n`],
    ['nothing', ''],
  ])('with %s is none', (_, text) => {
    expect(() => parseCheckpoint(text)).toThrow(refusal('CHECKPOINT_INVALID'));
  });

  it('is not written where nobody could read it', () => {
    for (const wrong of [{ size: -1 }, { size: 1.5 }, { root: root.subarray(1) }, { origin: '' }, { origin: 'a\nb' }]) {
      expect(() => formatCheckpoint({ origin: ORIGIN, size: 1, root, ...wrong })).toThrow(
        refusal('CHECKPOINT_INVALID'),
      );
    }
  });

  it('opens with the key of its log, and not with the key of another', async () => {
    const text = formatCheckpoint({ origin: ORIGIN, size: 1, root });
    const [log, other] = [p256Signer(ORIGIN), p256Signer('log.example/erasures/2027')];
    const witness = ed25519Signer('witness.example', 9);
    expect(await openCheckpoint(signNote(text, log), [log.key])).toMatchObject({
      origin: ORIGIN,
      size: 1,
      signers: [log.key],
    });
    expect((await openCheckpoint(signNote(text, log, witness), [witness.key, log.key])).signers).toEqual([
      log.key,
      witness.key,
    ]);
    // one key pair for two years: the name tells the logs apart
    await expect(openCheckpoint(signNote(text, log), [other.key])).rejects.toThrow(refusal('SIGNATURE_INVALID'));
    await expect(openCheckpoint(signNote(text, other), [other.key])).rejects.toThrow(refusal('CHECKPOINT_INVALID'));
    // a witness alone says that it saw the checkpoint, not that it is the log's
    await expect(openCheckpoint(signNote(text, log, witness), [witness.key])).rejects.toThrow(
      refusal('CHECKPOINT_INVALID'),
    );
  });
});
