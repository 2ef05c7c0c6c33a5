import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

/* As a recipient would: from the page and the standard library alone, with nothing of this project. */

const page = readFileSync(new URL('../../docs/formats.md', import.meta.url), 'utf8');
const [, request = ''] = /```\n(POST \/erase HTTP\/1\.1\n.*?)\n```/s.exec(page) ?? [];
const [, pem = ''] = /(-----BEGIN PUBLIC KEY-----.*?-----END PUBLIC KEY-----)/s.exec(page) ?? [];
const [, address = ''] = /This one was sent to `(\S+)`/.exec(page) ?? [];
const [head = '', body = ''] = request.split('\n\n');
const headers = new Map(
  head
    .split('\n')
    .slice(1)
    .map((line) => line.split(/: (.*)/s) as [string, string]),
);

function holds(text: string, to: string): boolean {
  const digest = `sha-256=:${createHash('sha256').update(text).digest('base64')}:`;
  if (headers.get('content-digest') !== digest) return false;
  const parameters = headers.get('signature-input')?.replace(/^notice=/, '') ?? '';
  const base = [
    '"@method": POST',
    `"@target-uri": ${to}`,
    `"content-digest": ${digest}`,
    `"content-type": ${headers.get('content-type')}`,
    `"@signature-params": ${parameters}`,
  ].join('\n');
  const signature = Buffer.from(headers.get('signature')?.slice('notice=:'.length, -1) ?? '', 'base64');
  return verify('sha256', Buffer.from(base), { key: createPublicKey(pem), dsaEncoding: 'ieee-p1363' }, signature);
}

describe('docs/formats.md on notices', () => {
  it('gives a request that holds when it is checked as the page says, and no other [R-17]', () => {
    expect(holds(body, address)).toBe(true);
    expect(holds(body.replace('u-1001', 'u-1002'), address)).toBe(false);
    expect(holds(body, `${address}/elsewhere`)).toBe(false);
  });

  it('names the key as the request does', () => {
    const spki = createPublicKey(pem).export({ type: 'spki', format: 'der' });
    const id = createHash('sha256').update(spki).digest('hex').slice(0, 32);
    expect(headers.get('signature-input')).toContain(`keyid="${id}"`);
  });

  it('describes every member of a notice', () => {
    const section = page.slice(page.indexOf('## Notices to recipients'), page.indexOf('## Messages between functions'));
    for (const member of Object.keys(JSON.parse(body)))
      expect(section).toMatch(new RegExp(`^\\| .*\`${member}\``, 'm'));
    expect(headers.get('idempotency-key')).toBe(`${JSON.parse(body).case}/${JSON.parse(body).recipient}`);
  });
});
