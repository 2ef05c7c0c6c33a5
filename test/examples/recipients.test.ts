import { beforeAll, describe, expect, it } from 'vitest';
import type { Plan } from '../../lib/policy/plan.ts';
import { fiveAppsPlan } from './five-apps-plan.ts';

let plan: Plan;
beforeAll(() => {
  plan = fiveAppsPlan();
});

const receives = (recipient: string) =>
  Object.values(plan.datasets)
    .filter(({ recipients }) => recipients.includes(recipient))
    .flatMap(({ policy, clusters }) => [policy, ...clusters.flatMap(({ categories }) => categories)]);

describe('the recipients of the example', () => {
  it('have among them the platform to which service logs and risk data are synchronised [A-20]', () => {
    expect(plan.recipients['tiktok-platform']).toMatchObject({ role: 'controller', ground: '4.2(4)' });
    expect(receives('tiktok-platform')).toEqual(expect.arrayContaining(['service-logs', 'risk-data']));
  });

  it('have processors under the clauses that bind them to instructions [B-09, C-31]', () => {
    expect(plan.recipients['wechat-service-provider']).toMatchObject({
      role: 'processor',
      ground: 'Third-Party Service Providers',
    });
    expect(plan.recipients['weidandan-surveys']).toMatchObject({ role: 'processor', ground: '6.2' });
  });

  it('have a payment institution that the law makes keep what it has, and an insurer that is told [D-14, D-26, D-31]', () => {
    const { tell, keeps, ground } = plan.recipients['payment-institution'] ?? {};
    expect({ tell, keeps, ground }).toEqual({
      tell: null,
      keeps: { because: 'law', why: 'Anti-Money Laundering Law 2024 Art. 34' },
      ground: '2.3.5',
    });
    expect(plan.recipients.insurer).toMatchObject({ ground: '2.7.2', keeps: null });
    expect(receives('insurer')).toContain('insurance');
  });

  it('stand under the letters of their own policy: the same letter means another thing in the next [D-31, E-14]', () => {
    expect(plan.recipients['isv-tools']).toMatchObject({ ground: '4.1f', tell: { by: 'letter' } });
    for (const id of Object.keys(plan.recipients)) {
      const policies = Object.values(plan.datasets).flatMap(({ recipients, policy }) =>
        recipients.includes(id) ? [policy] : [],
      );
      expect(new Set(policies).size, id).toBe(1);
    }
  });
});
