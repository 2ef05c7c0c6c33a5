import { beforeAll, describe, expect, it } from 'vitest';
import { fiveApps } from '../../examples/five-apps/app.ts';
import { expungeApp, policyFiles } from '../../infra/expunge-app.ts';
import { policiesWithoutResidency } from '../../infra/plan-files.ts';
import { authoriseService, evaluate, readPolicy, type Statement } from '../../local/iam/index.ts';
import { resolve } from '../../local/runtime/template/index.ts';
import { grantsOf, reasonFor, usedGrants } from '../support/grants.ts';
import { NEVER_USED } from '../support/never-used-grants.ts';
import { emptyBundles, ofType, scratch, statementsOf, type TemplateJson } from './support.ts';

const FUNCTIONS = [
  'Tag',
  'OpenCase',
  'Adapt',
  'FindDue',
  'Delete',
  'Anonymise',
  'Seal',
  'Certify',
  'Operate',
  'Report',
  'Hold',
  'Case',
  'Tell',
  'Sweep',
];
const PARTITIONS = ['aws-cn', 'aws'] as const;
const templates: Partial<Record<(typeof PARTITIONS)[number], TemplateJson>> = {};

beforeAll(() => {
  const bundles = emptyBundles();
  templates['aws-cn'] = fiveApps({ bundles, outdir: scratch() }).app.synth().getStackByName('Expunge').template;
  const abroad = expungeApp({
    region: 'us-east-1',
    policies: policiesWithoutResidency(policyFiles()),
    inventory: 'examples/five-apps/inventory.yaml',
    bundles,
    outdir: scratch(),
  });
  templates.aws = abroad.app.synth().getStackByName('Expunge').template;
});

const templateOf = (partition: (typeof PARTITIONS)[number]): TemplateJson => {
  const template = templates[partition];
  if (template === undefined) throw new Error('not synthesised');
  return template;
};

/** Carries out intrinsic functions with a name of its own for everything that the template only refers to. */
function resolved<T>(partition: (typeof PARTITIONS)[number], value: unknown): T {
  const scope = {
    place: 'Expunge',
    ref: (id: string) => (id === 'AWS::Partition' ? partition : id),
    getAtt: (id: string, attribute: string) => `${id}.${attribute}`,
    importValue: (id: string) => id,
    condition: () => false,
  };
  return resolve(value, scope) as T;
}

const policyOf = (partition: (typeof PARTITIONS)[number], name: string): readonly Statement[] =>
  readPolicy(resolved(partition, { Statement: statementsOf(templateOf(partition), name) }));

const REGISTRY = 'StateRegistryTable';
const LOG = 'StorageLog';
const named = (statements: readonly Statement[], part: string) =>
  statements.flatMap(({ resources }) => resources).find((one) => one.includes(part));

function may(statements: readonly Statement[], action: string, resource: string, context = {}): boolean {
  return evaluate(statements, { action, resource, context }).outcome === 'allowed';
}

describe('what is granted', () => {
  it('is used in the end-to-end tests, or somebody says why it is there', () => {
    const used = new Set(usedGrants());
    const grants = grantsOf(templates['aws-cn'] as TemplateJson);
    expect(grants.length).toBeGreaterThan(150);
    expect(grants.filter((grant) => !used.has(grant) && reasonFor(grant) === undefined)).toEqual([]);
  });

  it('is what was used: no list names a grant that is gone, and no reason is given for nothing', () => {
    const grants = grantsOf(templates['aws-cn'] as TemplateJson);
    expect(usedGrants().filter((grant) => !grants.includes(grant))).toEqual([]);
    const used = new Set(usedGrants());
    const idle = NEVER_USED.filter(({ grants: of }) => !grants.some((grant) => of.test(grant) && !used.has(grant)));
    expect(idle).toEqual([]);
  });

  it('is no more in the other partition', () => {
    const here = new Set(grantsOf(templates['aws-cn'] as TemplateJson));
    expect(grantsOf(templates.aws as TemplateJson).filter((grant) => !here.has(grant))).toEqual([]);
  });
});

/** One key of every kind of item that there is in the registry. */
const LISTS = ['open', 'hold', 'certificate', 'tell', 'escalated', 'refused', 'reply', 'warning'].map(
  (one) => `D#${one}`,
);
const KEYS = ['S#1', 'H#1', 'C#1', 'P#1', 'U#1', 'W#1', 'L#1', 'E#evidence', 'K#audit', 'K#refresh', ...LISTS];
const READS = ['GetItem', 'BatchGetItem', 'Query'];
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];

function reachable(statements: readonly Statement[], actions: readonly string[]): string {
  const table = named(statements, REGISTRY);
  if (table === undefined) return '-';
  const found = KEYS.filter((key) =>
    actions.some((action) => may(statements, `dynamodb:${action}`, table, { 'dynamodb:LeadingKeys': [key] })),
  );
  return found.length === KEYS.length ? 'all' : found.join(' ') || '-';
}

const EVERY_LIST = LISTS.join(' ');
const REACH = [
  'Tag: reads S#1 P#1 U#1; writes S#1 P#1 U#1',
  'OpenCase: reads all; writes all',
  'Adapt: reads S#1 C#1; writes -',
  'FindDue: reads P#1 U#1 W#1 D#hold; writes -',
  'Delete: reads all; writes all',
  'Anonymise: reads all; writes all',
  'Seal: reads L#1; writes L#1',
  'Certify: reads S#1 H#1 C#1 L#1 E#evidence K#refresh D#certificate; writes C#1 D#certificate',
  'Operate: reads E#evidence; writes E#evidence',
  `Report: reads C#1 P#1 U#1 W#1 L#1 K#audit ${EVERY_LIST}; writes -`,
  'Hold: reads U#1 W#1 D#hold; writes S#1 H#1 U#1 D#hold',
  'Case: reads all; writes all',
  'Tell: reads S#1 H#1 C#1 D#tell D#escalated; writes C#1 D#certificate D#tell D#escalated',
  'Sweep: reads all; writes all',
];

describe.each(PARTITIONS)('in the partition %s', (partition) => {
  it('no function reaches more of the registry than here', () => {
    const rows = FUNCTIONS.map((name) => {
      const statements = policyOf(partition, name);
      return `${name}: reads ${reachable(statements, READS)}; writes ${reachable(statements, WRITES)}`;
    });
    expect(rows).toEqual(REACH);
  });

  it('each rule of the bus may send to its queue and to that of the undelivered, and to no other', () => {
    const policies: Record<string, readonly Statement[]> = {};
    for (const { Properties } of ofType(templateOf(partition), 'AWS::SQS::QueuePolicy'))
      for (const queue of resolved<string[]>(partition, Properties.Queues))
        policies[`${queue}.Arn`] = readPolicy(resolved(partition, Properties.PolicyDocument));
    const rules = Object.entries(templateOf(partition).Resources).filter(
      ([, { Type }]) => Type === 'AWS::Events::Rule',
    );
    expect(rules.length).toBeGreaterThanOrEqual(3);
    for (const [id, { Properties }] of rules) {
      const [target] = resolved<{ Arn: string; DeadLetterConfig: { Arn: string } }[]>(partition, Properties.Targets);
      const open = Object.keys(policies).filter((resource) => {
        const context = { 'aws:SourceArn': `${id}.Arn`, 'aws:SecureTransport': 'true' };
        const call = { action: 'sqs:SendMessage', resource, context };
        return authoriseService(call, 'events.amazonaws.com', policies).allowed;
      });
      expect(open.sort()).toEqual([target?.Arn, target?.DeadLetterConfig.Arn].sort());
    }
  });

  it('no function but sweep scans the registry', () => {
    const scanning = FUNCTIONS.filter((name) => {
      const statements = policyOf(partition, name);
      return may(statements, 'dynamodb:Scan', named(statements, REGISTRY) ?? 'none');
    });
    expect(scanning).toEqual(['Sweep']);
  });

  it('delete updates nothing, and anonymise deletes nothing, in any store', () => {
    const refused = {
      Delete: ['dynamodb:UpdateItem', 'dynamodb:PutItem', 'dynamodb:BatchWriteItem', 's3:PutObject'],
      Anonymise: [
        'dynamodb:DeleteItem',
        'dynamodb:PutItem',
        'dynamodb:BatchWriteItem',
        's3:DeleteObject',
        's3:DeleteObjectVersion',
      ],
    };
    for (const [name, actions] of Object.entries(refused)) {
      const statements = policyOf(partition, name);
      const stores = statements
        .flatMap(({ resources }) => resources)
        .filter((one) => !one.includes(REGISTRY) && /FiveApps|s3:::|:table/.test(one));
      expect(stores.length).toBeGreaterThan(1);
      const allowed = stores.flatMap((store) => actions.filter((action) => may(statements, action, store)));
      expect(allowed).toEqual([]);
    }
  });

  it('nobody rewrites the log: seal adds files, and replaces a checkpoint that it read', () => {
    const seal = policyOf(partition, 'Seal');
    const log = (named(seal, LOG) ?? '').replace(/\/\*.*$/, '');
    const tile = `${log}/expunge/2026/tile/0/000`;
    const checkpoint = `${log}/expunge/2026/checkpoint`;
    const put = (name: string, path: string, context: object) =>
      may(policyOf(partition, name), 's3:PutObject', path, context);
    const [anew, instead] = [{ 's3:if-none-match': '*' }, { 's3:if-match': '"etag"' }];
    expect([put('Seal', tile, anew), put('Seal', tile, instead), put('Seal', tile, {})]).toEqual([true, false, false]);
    expect([put('Seal', checkpoint, anew), put('Seal', checkpoint, instead), put('Seal', checkpoint, {})]).toEqual([
      true,
      true,
      false,
    ]);
    for (const name of FUNCTIONS) {
      if (name !== 'Seal') for (const context of [anew, instead, {}]) expect(put(name, tile, context)).toBe(false);
      for (const action of [
        'DeleteObject',
        'DeleteObjectVersion',
        'BypassGovernanceRetention',
        'PutObjectRetention',
        'PutObjectLegalHold',
      ])
        expect(may(policyOf(partition, name), `s3:${action}`, tile)).toBe(false);
    }
  });
});
