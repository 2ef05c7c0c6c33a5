import { App } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { deployExpunge } from '../../infra/index.ts';
import { dynamoTarget } from '../../lib/erasure/targets/dynamodb.ts';
import type { Action, DynamoStore, Plan, PlanDataset } from '../../lib/policy/plan.ts';
import { actionsOf, emptyBundles, type Statement, scratch, statementsOf } from './support.ts';

type Way = DynamoStore['subject'];
const BY_INDEX: Way = { by: 'index', index: 'by-owner', attribute: 'owner' };
const BY_LOCATOR: Way = { by: 'locator', attribute: 'owner' };

function dataset(id: string, subject: Way, action: Action): PlanDataset {
  return {
    id,
    policy: 'app',
    store: { kind: 'dynamodb', table: id, partitionKey: 'id', sortKey: null, subject },
    times: { collected: { field: 'at', as: 'iso' } },
    clusters: [{ rule: 'gone', action, categories: [], fields: {} }],
    copiesGoneAfterDays: 35,
    recipients: [],
  };
}

/** Each way of finding a subject, under a rule that deletes and under one that anonymises. */
const DATASETS = [
  dataset('partition-deleted', { by: 'partition' }, 'delete'),
  dataset('partition-anonymised', { by: 'partition' }, 'anonymise'),
  dataset('index-deleted', BY_INDEX, 'delete'),
  dataset('index-anonymised', BY_INDEX, 'anonymise'),
  dataset('locator-deleted', BY_LOCATOR, 'delete'),
  dataset('locator-anonymised', BY_LOCATOR, 'anonymise'),
];
const PLAN: Plan = {
  format: 'expunge-plan/1',
  recipients: {},
  policies: {},
  datasets: Object.fromEntries(DATASETS.map((one) => [one.id, one])),
};

let roles: Readonly<Record<Action, readonly Statement[]>>;
beforeAll(() => {
  const app = new App({ outdir: scratch() });
  const env = { region: 'eu-central-1', account: '111122223333' };
  // The tables are of another app, and go by their names: what a role may touch can be read in its policy.
  deployExpunge(app, { env, scheduler: { plan: PLAN, bundles: emptyBundles() } });
  const { template } = app.synth().getStackByName('Expunge');
  roles = { delete: statementsOf(template, 'Delete'), anonymise: statementsOf(template, 'Anonymise') };
});

/** What a role may do to exactly this: `shop-orders`, `shop-orders/index/by-merchant`. */
const allowedOn = (role: Action, name: string) =>
  actionsOf(
    roles[role].filter(({ Resource }) =>
      [Resource].flat().some((one) => new RegExp(`:table/${name}"`).test(`${JSON.stringify(one)}"`)),
    ),
  );

/** The requests of the look before forgetting, as the function sends them: what is done, and to what. */
async function looks(): Promise<readonly (readonly [string, string])[]> {
  const sent: (readonly [string, string])[] = [];
  const client = {
    send: async (command: { constructor: { name: string }; input: Record<string, string> }) => {
      const { TableName, IndexName } = command.input;
      const index = IndexName === undefined ? '' : `/index/${IndexName}`;
      sent.push([`dynamodb:${command.constructor.name.replace(/Command$/, '')}`, `${TableName}${index}`]);
      return { Items: [] };
    },
  };
  const target = dynamoTarget(client as never);
  for (const one of DATASETS) {
    const [cluster] = one.clusters as [PlanDataset['clusters'][number]];
    await target.any({ subject: 'u-1', dataset: one, cluster, locators: [] });
  }
  return sent;
}

describe('the look into every dataset before a subject is forgotten', () => {
  it('is allowed to the function that takes it, in whatever dataset', async () => {
    const sent = await looks();
    expect(sent.map(([, name]) => name)).toEqual([
      'partition-deleted',
      'partition-anonymised',
      'index-deleted/index/by-owner',
      'index-anonymised/index/by-owner',
    ]);
    for (const [action, name] of sent) expect(allowedOn('delete', name), name).toContain(action);
  });

  it('lets it do no more than look where nothing is deleted', () => {
    expect(allowedOn('delete', 'partition-anonymised')).toEqual(['dynamodb:Query']);
    expect(allowedOn('delete', 'index-anonymised/index/by-owner')).toEqual(['dynamodb:Query']);
    expect(allowedOn('delete', 'index-anonymised')).toEqual([]);
    expect(allowedOn('delete', 'locator-anonymised')).toEqual([]);
  });

  it.each(['partition', 'index', 'locator'])('gives the anonymising function nothing where a %s is deleted', (way) => {
    expect(allowedOn('anonymise', `${way}-deleted`)).toEqual([]);
    expect(allowedOn('anonymise', `${way}-deleted/index/by-owner`)).toEqual([]);
    expect(allowedOn('anonymise', `${way}-anonymised`)).toContain('dynamodb:UpdateItem');
  });
});
