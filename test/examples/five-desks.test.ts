import { describe, expect, it } from 'vitest';
import { answerCase, complain, refuseCase, showCase } from '../../lib/registry/desk/index.ts';
import { type CaseOffice, createReferencer, openCase, placeHold } from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { tableKey } from '../erasure/workbench.ts';
import { sampleEvidence } from '../registry/sample-case.ts';
import { fiveAppsPlan } from './five-apps-plan.ts';

/*
 * What people may decide under the five policies, as their texts have it: read from the requirements and not from the
 * policy files, which are what is tested.
 */

const SOFT = ['excessive-technical', 'impractical', 'repeated', 'risk-to-others'];
const LETTERS = ['a', 'b', 'c', 'd', 'e', 'f'];
const TEXTS = {
  'tiktok-miniprogram': { refusals: [], evidence: [], extensions: [] },
  'wechat-miniprogram': { refusals: [], evidence: [], extensions: [] },
  weidandan: {
    refusals: ['1', '2', '3', '4', '5', '6', '7', ...SOFT],
    evidence: ['4'],
    extensions: ['authority', 'believed-law', 'court', 'interests', 'law'],
  },
  'kuaishou-shop': { refusals: [...LETTERS, ...SOFT], evidence: ['d'], extensions: ['consent', 'law'] },
  'kuaishou-open-platform': { refusals: [...LETTERS, ...SOFT], evidence: ['d'], extensions: ['consent', 'law'] },
} as const;
const EVERY_GROUND = [...new Set(Object.values(TEXTS).flatMap((text) => [...text.refusals, ...text.extensions]))];

const NOW = Date.parse('2026-03-02T09:00:00+08:00');
const plan = fiveAppsPlan();

function createDesk() {
  const office: CaseOffice & { shards: number } = {
    plan,
    registry: memoryRegistry({ shards: 1 }),
    referencer: createReferencer(Buffer.from('registry key')),
    evidenceOf: async () => sampleEvidence,
    keyOf: tableKey,
    clock: { now: () => NOW, sleep: async () => {} },
    bus: { announce: async () => {} },
    meter: { count: () => {} },
    shards: 1,
  };
  let requests = 0;
  const request = (policy: string, type: 'ErasureRequested' | 'AccountClosed' = 'ErasureRequested') =>
    openCase({ type, id: `request-${++requests}`, policy, subject: 'li', receivedAt: NOW, channel: 'mail' }, office);
  return { office, request };
}

describe('what the five policies let people refuse', () => {
  const refusing = Object.entries(TEXTS).filter(([, { refusals }]) => refusals.length > 0);

  it('is each ground of its own text and no other, and evidence is asked for where the text asks for it [C-23, C-24, C-25, C-26, C-27, C-28, C-29, C-30, D-54, D-55, D-56, D-57, D-58, D-59, D-60, E-31, E-32, R-15]', async () => {
    for (const [policy, text] of refusing) {
      const { office, request } = createDesk();
      const refused: string[] = [];
      const asking: string[] = [];
      for (const code of EVERY_GROUND) {
        const one = await request(policy);
        expect(one.state, `${policy} waits for a gate`).toBe('waiting');
        const order = { case: one.id, code, reason: 'Why it is refused.', by: 'data protection officer' };
        const plain = await refuseCase(order, office).catch(() => null);
        if (plain === null && (await refuseCase({ ...order, evidence: 'file 1' }, office).catch(() => null)))
          asking.push(code);
        if ((await office.registry.case(one.id))?.state === 'refused') refused.push(code);
      }
      expect({ policy, refused: refused.sort(), asking }).toEqual({
        policy,
        refused: [...text.refusals].sort(),
        asking: text.evidence,
      });
    }
  });

  it('is nothing where the text has no such ground', async () => {
    for (const policy of ['tiktok-miniprogram', 'wechat-miniprogram'] as const) {
      expect(Object.keys(plan.policies[policy]?.refusals ?? { none: 1 }), policy).toEqual([]);
    }
  });

  it('may be discretionary for four kinds of request, and is no duty then [C-23, D-54, E-31]', () => {
    for (const [policy] of refusing) {
      const grounds = Object.entries(plan.policies[policy]?.refusals ?? {});
      expect(grounds.flatMap(([code, { discretionary }]) => (discretionary ? code : [])).sort()).toEqual(SOFT);
    }
  });
});

describe('for what the five policies let data be kept longer', () => {
  it('is each ground of its own text and no other: five, two, two, none, none [C-38, D-41, E-20, R-14]', async () => {
    const { office } = createDesk();
    for (const [policy, { extensions }] of Object.entries(TEXTS)) {
      const granted: string[] = [];
      for (const ground of EVERY_GROUND) {
        const id = `${policy}-${ground}`;
        const order = {
          id,
          on: { policy, subject: 'li' },
          ground,
          authority: 'file 1',
          by: 'legal',
          lastDay: '2026-12-31',
        };
        const placed = await placeHold(order, office).catch((error: { code: string }) => error);
        if ('code' in placed) expect(placed.code).toBe('HOLD_INVALID');
        else granted.push(ground);
      }
      expect({ policy, granted: granted.sort() }).toEqual({ policy, granted: [...extensions].sort() });
    }
  });
});

describe('by when the five policies answer', () => {
  const END = '2026-03-23T16:00:00.000Z';

  it.each([
    'kuaishou-shop',
    'kuaishou-open-platform',
  ])('%s: requests and complaints 15 working days after their receipt [D-53, D-64, E-30, E-35, R-10, R-25]', async (policy) => {
    const { office, request } = createDesk();
    for (const type of ['ErasureRequested', 'AccountClosed'] as const) {
      const { id } = await request(policy, type);
      await complain({ case: id, id: 'complaint-1', receivedAt: NOW }, office);
      const { replies } = await showCase(id, office);
      expect(replies.map(({ kind, deadline }) => [kind, deadline.at]).sort()).toEqual([
        ['complaint', END],
        ['request', END],
      ]);
    }
  });

  it('weidandan: partly, for what the text knows as technical, legal or regulatory [C-21]', async () => {
    const { office, request } = createDesk();
    for (const code of ['technical', 'legal', 'regulatory']) {
      const { id } = await request('weidandan');
      const answer = { case: id, outcome: 'partly', code, by: 'customer service' } as const;
      expect(await answerCase(answer, office)).toMatchObject({ outcome: 'partly', code });
    }
  });

  it('closing an account waits for identity, legal conditions, contracts and obligations, and says so [D-50, E-28, R-12]', async () => {
    const { office, request } = createDesk();
    // The shop asks for the merchant's obligations, the open platform for the relevant ones.
    const obligations = { 'kuaishou-shop': 'merchant-obligations', 'kuaishou-open-platform': 'obligations' };
    for (const [policy, last] of Object.entries(obligations)) {
      const { id } = await request(policy, 'AccountClosed');
      const { blocked, gates } = await showCase(id, office);
      const ids = ['identity', 'legal-conditions', 'contracts', last];
      expect(gates.map((gate) => gate.id).sort()).toEqual([...ids].sort());
      expect(gates.every(({ clause }) => clause !== null)).toBe(true);
      expect([...blocked].sort()).toEqual(ids.map((gate) => `gate ${gate}: not met`).sort());
    }
  });
});
