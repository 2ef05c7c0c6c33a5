import { beforeAll, describe, expect, it } from 'vitest';
import { authoriseService } from '../../local/iam/index.ts';
import { tellFigures } from '../support/figures.ts';
import { countGrants, grantsOf, reasonFor, usedGrants } from '../support/grants.ts';
import { NEVER_USED } from '../support/never-used-grants.ts';
import {
  LOG,
  may,
  named,
  PARTITIONS,
  type Partition,
  policyOf as policyIn,
  queuePolicies,
  REGISTRY,
  resolved,
  synthesise,
} from './partitions.ts';
import type { TemplateJson } from './support.ts';

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
  'Approve',
  'Case',
  'Tell',
  'Sweep',
];

let templates: Readonly<Record<Partition, TemplateJson>>;
beforeAll(() => {
  templates = synthesise();
});

const templateOf = (partition: Partition): TemplateJson => templates[partition];
const policyOf = (partition: Partition, name: string) => policyIn(partition, templateOf(partition), name);

describe('what is granted', () => {
  it('is used in the end-to-end tests, or somebody says why it is there', () => {
    const used = new Set(usedGrants());
    const grants = grantsOf(templates['aws-cn']);
    expect(grants.length).toBeGreaterThan(150);
    expect(grants.filter((grant) => !used.has(grant) && reasonFor(grant) === undefined)).toEqual([]);
    tellFigures('grants', countGrants(grants));
  });

  it('is what was used: no list names a grant that is gone, and no reason is given for nothing', () => {
    const grants = grantsOf(templates['aws-cn']);
    expect(usedGrants().filter((grant) => !grants.includes(grant))).toEqual([]);
    const used = new Set(usedGrants());
    const idle = NEVER_USED.filter(({ grants: of }) => !grants.some((grant) => of.test(grant) && !used.has(grant)));
    expect(idle).toEqual([]);
  });

  it('is no more in the other partition', () => {
    const here = new Set(grantsOf(templates['aws-cn']));
    expect(grantsOf(templates.aws).filter((grant) => !here.has(grant))).toEqual([]);
  });
});

/** One key of every kind of item that there is in the registry. */
const LISTS = ['open', 'hold', 'certificate', 'tell', 'escalated', 'refused', 'reply', 'warning'].map(
  (one) => `D#${one}`,
);
const KEYS = ['S#1', 'H#1', 'C#1', 'P#1', 'U#1', 'W#1', 'B#1', 'L#1', 'E#evidence', 'K#audit', 'K#refresh', ...LISTS];
const READS = ['GetItem', 'BatchGetItem', 'Query'];
const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem', 'BatchWriteItem'];

function reachable(statements: ReturnType<typeof policyOf>, actions: readonly string[]): string {
  const table = named(statements, REGISTRY);
  if (table === undefined) return '-';
  const found = KEYS.filter((key) =>
    actions.some((action) => may(statements, `dynamodb:${action}`, table, { 'dynamodb:LeadingKeys': [key] })),
  );
  const without = KEYS.filter((key) => !found.includes(key)).join(' and ');
  if (without === '') return 'all';
  return found.length > KEYS.length - 3 ? `all but ${without}` : found.join(' ') || '-';
}

const EVERY_LIST = LISTS.join(' ');
const REACH = [
  'Tag: reads S#1 P#1 U#1; writes S#1 P#1 U#1',
  'OpenCase: reads all but B#1 and L#1; writes all but B#1 and L#1',
  'Adapt: reads S#1 C#1; writes -',
  'FindDue: reads P#1 U#1 W#1 D#hold; writes -',
  'Delete: reads all but L#1; writes all but L#1',
  'Anonymise: reads all but L#1; writes all but L#1',
  'Seal: reads L#1; writes L#1',
  'Certify: reads S#1 H#1 C#1 L#1 E#evidence K#refresh D#certificate; writes C#1 D#certificate',
  'Operate: reads E#evidence; writes E#evidence',
  `Report: reads C#1 P#1 U#1 W#1 B#1 L#1 K#audit ${EVERY_LIST}; writes -`,
  'Hold: reads U#1 W#1 D#hold; writes S#1 H#1 U#1 D#hold',
  'Approve: reads U#1 B#1; writes U#1 B#1',
  'Case: reads all but L#1; writes all but B#1 and L#1',
  'Tell: reads S#1 H#1 C#1 D#tell D#escalated; writes C#1 D#certificate D#tell D#escalated',
  'Sweep: reads all but L#1; writes all but B#1 and L#1',
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
    const policies = queuePolicies(partition, templateOf(partition));
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
