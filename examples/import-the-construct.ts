import { App, Stack } from 'aws-cdk-lib';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { AttributeType, StreamViewType, Table } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { bundleFunctions, RetentionScheduler, readPlan, StateStack } from '../infra/index.ts';

/*
 * A company's own app: one table of its own, the other stores deployed elsewhere, and Expunge beside them.
 * From the project's root: `npx cdk deploy --all --app 'node examples/import-the-construct.ts'`
 */
await bundleFunctions();
const { plan, inventory } = readPlan({
  policies: ['policies/wechat-miniprogram.yaml'],
  inventory: 'examples/five-apps/inventory.yaml',
  deployedElsewhere: ['tiktok-miniprogram', 'weidandan', 'kuaishou-shop', 'kuaishou-open-platform'].map(
    (id) => `policies/${id}.yaml`,
  ),
});

const app = new App();
const env = { region: 'ap-southeast-1', account: '111122223333' };
const { state } = new StateStack(app, 'ExpungeState', { env });
const stack = new Stack(app, 'MiniProgram', { env });

const users = new Table(stack, 'Users', {
  tableName: 'five-apps-wechat-users', // as the inventory calls it
  partitionKey: { name: 'openid', type: AttributeType.STRING },
  stream: StreamViewType.NEW_AND_OLD_IMAGES,
});
const activity = Table.fromTableAttributes(stack, 'Activity', {
  tableName: 'five-apps-wechat-activity',
  tableStreamArn: stack.formatArn({
    service: 'dynamodb',
    resource: 'table',
    resourceName: 'five-apps-wechat-activity/stream/2026-11-23T00:00:00.000',
  }),
});
const uploads = Bucket.fromBucketName(stack, 'Uploads', 'five-apps-uploads');

const expunge = new RetentionScheduler(stack, 'Expunge', {
  plan,
  inventory,
  state,
  tables: { 'five-apps-wechat-users': users, 'five-apps-wechat-activity': activity },
  buckets: { 'five-apps-uploads': uploads },
  alarmActions: [new SnsAction(new Topic(stack, 'OnCall', { enforceSSL: true }))],
});

// Whoever closes accounts tells Expunge so.
expunge.grantNotify(new Role(stack, 'AccountService', { assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') }));

app.synth();
