import { App } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { fiveApps } from '../../examples/five-apps/app.ts';
import { deployExpunge } from '../../infra/index.ts';
import type { Plan, PlanRecipient } from '../../lib/policy/plan.ts';
import { RECIPIENTS } from '../recipients/recipients-world.ts';
import { actionsOf, codeOf, emptyBundles, ofType, on, scratch, statementsOf, type TemplateJson } from './support.ts';

const REGISTRY = 'StateRegistryTable';
const REGION = 'cn-north-1';

let template: TemplateJson;
beforeAll(() => {
  const { app } = fiveApps({ bundles: emptyBundles(), outdir: scratch() });
  template = app.synth().getStackByName('Expunge').template;
});

/** Expunge for these recipients alone. */
function deployed(recipients: Readonly<Record<string, PlanRecipient>>): TemplateJson {
  const plan: Plan = { format: 'expunge-plan/1', policies: {}, datasets: {}, recipients };
  const app = new App({ outdir: scratch() });
  deployExpunge(app, {
    env: { region: REGION, account: '111122223333' },
    scheduler: { plan, bundles: emptyBundles() },
  });
  return app.synth().getStackByName('Expunge').template;
}

describe('the function that tells recipients', () => {
  it('reads of the registry cases, subjects, holds and the outbox, and writes cases and the outbox alone', () => {
    const statements = on(statementsOf(template, 'Tell'), REGISTRY);
    const keys = statements.map(({ Sid, Action, Condition }) => [
      Sid,
      [Action].flat(),
      Object.values(Condition ?? {})[0],
    ]);
    expect(keys).toEqual([
      [
        'ReadRecipients',
        ['dynamodb:BatchGetItem', 'dynamodb:Query'],
        { 'dynamodb:LeadingKeys': ['C#*', 'D#tell', 'D#escalated', 'S#*', 'H#*'] },
      ],
      ['NoteWithCase', ['dynamodb:UpdateItem'], { 'dynamodb:LeadingKeys': ['C#*'] }],
      ['TurnOutbox', ['dynamodb:PutItem', 'dynamodb:DeleteItem'], { 'dynamodb:LeadingKeys': ['D#tell'] }],
      ['PutOnLists', ['dynamodb:PutItem'], { 'dynamodb:LeadingKeys': ['D#escalated', 'D#certificate'] }],
    ]);
  });

  it('sends to the queues of its plan and signs with the key of notices: it touches no store and no bucket', () => {
    const statements = statementsOf(template, 'Tell');
    const queues = statements.filter(({ Sid }) => Sid === 'TellQueues');
    expect(queues.map(({ Action }) => Action)).toEqual([['sqs:GetQueueUrl', 'sqs:SendMessage']]);
    const names = [...JSON.stringify(queues[0]?.Resource).matchAll(/:(five-apps-[a-z-]+)"/g)].map(([, name]) => name);
    expect(names.sort()).toEqual([
      'five-apps-shop-insurer',
      'five-apps-tiktok-platform',
      'five-apps-wechat-provider',
      'five-apps-weidandan-surveys',
    ]);
    expect(actionsOf(on(statements, 'KeysNoticeKey'))).toEqual(['kms:GetPublicKey', 'kms:Sign']);
    expect(actionsOf(statements).filter((action) => action.startsWith('s3:'))).toEqual([]);
    expect(on(statements, 'FiveApps:ExportsOutput')).toEqual([]);
  });

  it('may put events on the buses of its plan, and send to a queue by its ARN', () => {
    const queue = `arn:aws-cn:sqs:${REGION}:444455556666:erasures`;
    const mailer = { ...RECIPIENTS.mailer, tell: { by: 'sqs', queue } } as PlanRecipient;
    const statements = statementsOf(deployed({ mailer, partner: RECIPIENTS.partner as PlanRecipient }), 'Tell');
    expect(statements.find(({ Sid }) => Sid === 'TellQueues')?.Resource).toBe(queue);
    expect(statements.find(({ Sid }) => Sid === 'TellBuses')?.Resource).toBe(
      'arn:aws-cn:events:cn-north-1:111122223333:event-bus/partner',
    );
    const nobody = statementsOf(deployed({}), 'Tell').map(({ Sid }) => Sid);
    expect(nobody.filter((sid) => sid === 'TellQueues' || sid === 'TellBuses')).toEqual([]);
  });

  it('is not deployed for a queue of another region', () => {
    const queue = 'arn:aws-cn:sqs:cn-northwest-1:444455556666:erasures';
    const mailer = { ...RECIPIENTS.mailer, tell: { by: 'sqs', queue } } as PlanRecipient;
    expect(codeOf(() => deployed({ mailer }))).toBe('CONFIGURATION');
  });

  it('is started each minute, and called by a name that the deployment gives', () => {
    const schedules = ofType(template, 'AWS::Scheduler::Schedule').filter(({ Properties }) =>
      JSON.stringify(Properties.Target.Arn).includes('FunctionsTell'),
    );
    expect(schedules.map(({ Properties }) => Properties.ScheduleExpression)).toEqual(['rate(1 minute)']);
    const named = ofType(template, 'AWS::Lambda::Function').map(({ Properties }) => Properties.FunctionName);
    expect(named).toContain('expunge-tell');
  });
});
