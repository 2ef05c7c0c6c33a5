import { Aws } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { expungeApp, policyFiles } from '../../infra/expunge-app.ts';
import { policiesWithoutResidency } from '../../infra/plan-files.ts';
import { checkResidency } from '../../infra/residency.ts';
import { codeOf, emptyBundles, scratch } from './support.ts';

const INVENTORY = 'examples/five-apps/inventory.yaml';
let bundles: string;
beforeAll(() => {
  bundles = emptyBundles();
});

const make = (region: string, policies?: readonly string[]) =>
  expungeApp({ region, policies, inventory: INVENTORY, bundles, outdir: scratch() });

/** What both stacks say, as text. */
const synthesise = (region: string, policies?: readonly string[]) => {
  const made = make(region, policies);
  const { stacks } = made.app.synth();
  return { ...made, text: stacks.map(({ template }) => JSON.stringify(template)).join('\n') };
};

describe('a deployment beside an application defined elsewhere', () => {
  it('to China keeps to its partition, its service principals and all five policies', () => {
    const { text, read } = synthesise('cn-north-1');
    expect(Object.keys(read.plan.policies)).toHaveLength(5);
    expect(text).not.toContain('arn:aws:');
    expect(text).toContain('{"Ref":"AWS::Partition"}');
    expect(text).toContain('logs.cn-north-1.');
    expect(text).not.toContain('us-east-1');
  });

  it('to the United States leaves the promised policies and their datasets out, and says so', () => {
    const { text, read } = synthesise('us-east-1', policiesWithoutResidency(policyFiles()));
    expect(Object.keys(read.plan.policies)).toEqual(['tiktok-miniprogram', 'wechat-miniprogram']);
    expect([...read.leftOut].sort()).toEqual(['kuaishou-open-platform', 'kuaishou-shop', 'weidandan']);
    expect(text).not.toContain('five-apps-shop');
    expect(text).not.toContain('shop/');
    expect(text).not.toContain('arn:aws:');
  });

  it('asks for the stream of each table it cannot see', () => {
    const { app } = make('us-east-1', ['tiktok-miniprogram', 'wechat-miniprogram']);
    const parameters = Object.values(app.synth().getStackByName('Expunge').template.Parameters) as {
      AllowedPattern?: string;
    }[];
    const patterns = parameters.flatMap(({ AllowedPattern }) => AllowedPattern ?? []);
    expect(patterns).toHaveLength(6);
    const [players] = patterns.filter((pattern) => pattern.includes('five-apps-tiktok-players'));
    const stream =
      'arn:aws-cn:dynamodb:cn-north-1:111122223333:table/five-apps-tiktok-players/stream/2026-01-01T00:00:00.000';
    expect(stream).toMatch(new RegExp(`^${players}$`));
  });

  it('synthesises the same twice', () => {
    expect(synthesise('cn-north-1').text).toBe(synthesise('cn-north-1').text);
  });
});

describe('residency', () => {
  it.each([
    'us-east-1',
    'ap-east-1',
    'ap-southeast-1',
  ])('refuses mainland promises in %s [C-36, C-42, D-42, D-43, E-21, R-19]', (region) => {
    expect(codeOf(() => make(region))).toBe('RESIDENCY_REFUSED');
  });

  it('names the policies and what to do', () => {
    expect(() => make('us-east-1')).toThrow(
      /kuaishou-open-platform, kuaishou-shop, weidandan.*us-east-1.*cn-northwest-1/s,
    );
  });

  it('refuses a region that is not stated, and accepts both mainland regions', () => {
    const { plan } = make('cn-northwest-1').read;
    expect(codeOf(() => checkResidency(plan, Aws.REGION))).toBe('RESIDENCY_REFUSED');
    expect(codeOf(() => checkResidency(plan, 'cn-north-1'))).toBeUndefined();
  });
});
