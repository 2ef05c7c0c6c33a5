import { describe, expect, it } from 'vitest';
import { createHandler as createAdapt } from '../../functions/adapt/handler.ts';
import { createHandler as createOpenCase } from '../../functions/open-case/handler.ts';
import { createEpochKey } from '../../lib/evidence/epochs/index.ts';
import type { Notice, PlatformTrigger } from '../../lib/platforms/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { planWith, SECRETS, sample, signed, wechatApp } from '../platforms/support.ts';
import { batchOf, busEvent, clock, createWatch, message, referencer } from './messages.ts';

const plan = planWith();
const epoch = createEpochKey('2026', Buffer.alloc(32, 1));

/** `adapt`, the bus, and `open-case`, one after the other, over one registry. */
function createChain() {
  const watch = createWatch();
  const registry = memoryRegistry({ shards: 1 });
  const told: PlatformTrigger[] = [];
  const shared = { ...watch, plan, registry, clock, references: async () => referencer };
  const bus = { announce: async () => {} };
  const openCase = createOpenCase({ ...shared, epoch: async () => epoch, bus });
  const adapt = createAdapt({
    ...shared,
    secretsOf: async ({ platform }) => SECRETS[platform],
    tell: async (triggers) => void told.push(...triggers),
  });
  const casesOf = async () => {
    const events = told.splice(0).map(({ type, detail }, n) => message(busEvent(type, detail), String(n)));
    await openCase(batchOf(...events));
    const ids = events.map(({ body }) => {
      const { detail } = JSON.parse(body);
      return referencer.case(detail.policy, detail.id);
    });
    return Promise.all(ids.map((id) => registry.case(id)));
  };
  return {
    ...watch,
    registry,
    open: async (body: string) => void (await openCase(batchOf(message(body)))),
    hear: async (body: string) => {
      await adapt(batchOf(message(body)));
      return casesOf();
    },
    list: async (date: string, subject: string, codes: readonly string[]) => {
      const order = { command: 'platform list', platform: 'wechat', app: wechatApp.app, date };
      const answer = await adapt({ ...order, revocations: [{ subject, codes }] });
      return { answer, cases: await casesOf() };
    },
  };
}

const brought = ({ policy: _, receivedAt, ...notice }: Notice) =>
  busEvent('PlatformNotice', { ...notice, receivedAt: new Date(receivedAt).toISOString() });

const revoke = (OpenID: string, RevokeInfo: string, at: string) =>
  signed(
    'wechat',
    JSON.stringify({
      AppID: wechatApp.app,
      OpenID,
      CreateTime: Date.parse(at) / 1000,
      Event: 'user_authorization_revoke',
      RevokeInfo,
    }),
  );

describe('the platforms’ own samples', () => {
  it.each([
    [
      'wechat-service-account.xml',
      brought(signed('wechat', sample('wechat-service-account.xml'))),
      { trigger: 'ErasureRequested', scope: { kind: 'categories', categories: ['license-plate'] } },
    ],
    [
      'wechat-mobile-app.json',
      brought(signed('wechat', sample('wechat-mobile-app.json'))),
      { trigger: 'ErasureRequested' },
    ],
    ['tiktok.json', brought(signed('tiktok', sample('tiktok.json'))), { trigger: 'PermissionRevoked' }],
    [
      'kuaishou.json',
      brought(signed('kuaishou', sample('kuaishou.json'))),
      { trigger: 'PermissionRevoked', policy: 'kuaishou-shop' },
    ],
    ['cognito-delete-user.json', sample('cognito-delete-user.json'), { trigger: 'AccountClosed', policy: 'weidandan' }],
  ])('%s comes out as the right case, once, however often it is told [A-21, B-11, R-05]', async (_, body, expected) => {
    const chain = createChain();
    expect(await chain.hear(body)).toEqual([expect.objectContaining({ ...expected, channel: 'platform' })]);
    await chain.hear(body);
    expect(chain.counts.get('CasesOpened')).toBe(1);
  });

  it('of an age that changed is a case that waits for somebody to look [A-24]', async () => {
    const chain = createChain();
    const body = sample('tiktok.json').replace('1 }', '3 }');
    const [opened] = await chain.hear(brought(signed('tiktok', body)));
    expect(opened).toMatchObject({ trigger: 'UnlawfulProcessing', state: 'waiting' });
  });
});

describe('a notice that comes late', () => {
  const LI = 'oaKk343WOktAaT2ygsX138BGblrg';
  const consent = (givenAt: string) =>
    busEvent('ConsentGiven', {
      ...{ id: 'consent', policy: 'wechat-miniprogram', subject: LI, categories: ['phone'] },
      ...{ version: '2021-11-03', evidence: 'ticket 1', givenAt },
    });

  it('waits for a person where the user consented anew after what it tells: nothing is erased on doubt', async () => {
    const chain = createChain();
    await chain.open(consent('2026-02-25T00:00:00Z'));
    const [late] = await chain.hear(brought(revoke(LI, '8', '2026-02-20T10:00:00+08:00')));
    expect(late).toMatchObject({ state: 'waiting', receivedAt: Date.parse('2026-02-20T02:00:00Z') });
    const [listed] = (await chain.list('2026-02-25', LI, ['8'])).cases;
    expect(listed).toMatchObject({ state: 'waiting' });
  });

  it('counts where the consent came before it', async () => {
    const chain = createChain();
    await chain.open(consent('2026-02-15T00:00:00Z'));
    const [late] = await chain.hear(brought(revoke(LI, '8', '2026-02-20T10:00:00+08:00')));
    expect(late).toMatchObject({ state: 'open', receivedAt: Date.parse('2026-03-02T00:00:00Z') });
    const [listed] = (await chain.list('2026-03-02', LI, ['3'])).cases;
    expect(listed).toMatchObject({ state: 'open' });
  });
});

describe('the push and the list of the same day', () => {
  const LI = 'oaKk343WOktAaT2ygsX138BGblrg';

  it.each(['push first', 'list first'])('open one case between them: %s [R-29]', async (order) => {
    const chain = createChain();
    const push = () => chain.hear(brought(revoke(LI, '8,13', '2026-03-01T10:00:00+08:00')));
    const list = () => chain.list('2026-03-01', LI, ['8', '13']);
    await (order === 'push first' ? push() : list());
    expect(chain.counts.get('CasesOpened')).toBe(2); // the phone number, and the permission for the location
    await (order === 'push first' ? list() : push());
    expect(chain.counts.get('CasesOpened')).toBe(2);
    expect(chain.counts.get('PlatformKnown')).toBe(2);
    expect(chain.letters).toEqual([]);
  });

  it('of what the user allowed again and took back again are two cases', async () => {
    const chain = createChain();
    await chain.hear(brought(revoke(LI, '8', '2026-02-20T10:00:00+08:00')));
    await chain.hear(brought({ ...revoke(LI, '8', '2026-03-02T07:00:00+08:00') }));
    expect(chain.counts.get('PlatformKnown')).toBe(1);
    const again = createChain();
    await again.hear(
      brought({ ...revoke(LI, '8', '2026-02-20T10:00:00+08:00'), receivedAt: Date.parse('2026-02-20T02:00:05Z') }),
    );
    await again.hear(brought(revoke(LI, '8', '2026-03-01T10:00:00+08:00')));
    expect(again.counts.get('CasesOpened')).toBe(2);
  });
});
