import { describe, expect, it } from 'vitest';
import { compile, type Problem } from '../../../lib/policy/index.ts';
import { edit, files, POLICY } from '../sample.ts';

const version = (day: string, period: string, text = POLICY): { path: string; text: string } => {
  const dated = edit(
    edit(text, 'version: "2026-01-01"', `version: "${day}"`),
    'effective: 2026-01-01',
    `effective: ${day}`,
  );
  return { path: `policies/earlier/shop-${day}.yaml`, text: edit(dated, 'period: 180 days', `period: ${period}`) };
};

const compiled = (...earlier: readonly { path: string; text: string }[]) => compile({ ...files(), earlier });
const errors = (problems: readonly Problem[]) => problems.filter(({ severity }) => severity === 'error');

describe('earlier versions of a policy', () => {
  it('come with the rules that may end sooner than the present ones, the oldest first, each until the next began [R-22, A-28]', () => {
    const { plan } = compiled(version('2025-01-01', '90 days'), version('2024-01-01', '60 days'));
    expect(plan?.policies.shop?.rules.short?.earlier).toEqual([
      { version: '2024-01-01', until: Date.parse('2025-01-01T00:00:00+08:00'), start: 'collected', period: 'P60D' },
      { version: '2025-01-01', until: Date.parse('2026-01-01T00:00:00+08:00'), start: 'collected', period: 'P90D' },
    ]);
    expect(plan?.policies.shop?.rules.transactions).not.toHaveProperty('earlier');
  });

  it('bind nobody where they promised longer: a shorter period holds for everything at once [R-22]', () => {
    expect(compiled(version('2025-01-01', '365 days')).plan?.policies.shop?.rules.short).not.toHaveProperty('earlier');
  });

  it('are followed by category, whatever their rules were called', () => {
    const renamed = edit(version('2025-01-01', '90 days').text, '  short:\n', '  brief:\n');
    const { plan } = compiled({ path: 'policies/earlier/shop.yaml', text: renamed });
    expect(plan?.policies.shop?.rules.short?.earlier).toMatchObject([{ period: 'P90D' }]);
  });

  it('are refused when they came into force with the active one, twice, or of a policy that is not active', () => {
    const late = errors(
      compiled(version('2026-01-01', '90 days', edit(POLICY, 'policy: shop', 'policy: shop'))).problems,
    );
    expect(late).toMatchObject([{ code: 'POLICY_CONFLICT', file: 'policies/earlier/shop-2026-01-01.yaml' }]);
    const twice = errors(compiled(version('2025-01-01', '90 days'), version('2025-01-01', '91 days')).problems);
    expect(twice).toMatchObject([{ code: 'POLICY_CONFLICT' }]);
    const stranger = errors(
      compiled({ path: 'x.yaml', text: edit(version('2025-01-01', '90 days').text, 'policy: shop', 'policy: chat') })
        .problems,
    );
    expect(stranger).toMatchObject([{ code: 'POLICY_INVALID', file: 'x.yaml' }]);
  });
});
