import { beforeAll, describe, expect, it } from 'vitest';
import { fiveApps } from '../../examples/five-apps/app.ts';
import { actionsOf, emptyBundles, ofType, on, scratch, statementsOf, type TemplateJson } from './support.ts';

let template: TemplateJson;
beforeAll(() => {
  template = fiveApps({ bundles: emptyBundles(), outdir: scratch() }).app.synth().getStackByName('Expunge').template;
});

describe('the role of sweep', () => {
  const statements = () => statementsOf(template, 'Sweep');
  const statement = (sid: string) => statements().find(({ Sid }) => Sid === sid);

  it('goes over every store, and can neither write to one nor open an object [R-28]', () => {
    const onStores = on(statements(), 'FiveApps:ExportsOutput');
    expect([...actionsOf(onStores)].sort()).toEqual([
      'dynamodb:Scan',
      'kms:Decrypt',
      'kms:DescribeKey',
      's3:ListBucketVersions',
    ]);
    const listing = onStores.find((one) => actionsOf([one]).includes('s3:ListBucketVersions'));
    expect(listing?.Condition, 'below the beginnings of prefixes, and nowhere else').toMatchObject({
      StringLike: { 's3:prefix': expect.arrayContaining(['wechat/*']) },
    });
  });

  it('takes nothing out of the registry but places of deadlines', () => {
    const deleting = statements().filter((one) => actionsOf([one]).includes('dynamodb:DeleteItem'));
    expect(deleting.map(({ Sid, Condition }) => [Sid, Condition])).toEqual([
      ['MoveCase', { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['D#open'] } }],
      ['TurnClocks', { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['D#warning', 'D#reply'] } }],
    ]);
  });

  it('scans the registry, as no other function may, and writes tags, timers and lists in batches', () => {
    const names = ['Tag', 'OpenCase', 'FindDue', 'Delete', 'Anonymise', 'Seal', 'Certify', 'Operate', 'Report', 'Hold'];
    const scanning = [...names, 'Sweep'].filter((name) =>
      actionsOf(on(statementsOf(template, name), 'StateRegistryTable')).includes('dynamodb:Scan'),
    );
    expect(scanning).toEqual(['Sweep']);
    const keysOf = (sid: string) => statement(sid)?.Condition;
    expect(keysOf('ListCasesAndLookAgain')).toEqual({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['K#*', 'U#*'] },
    });
    expect(keysOf('ArmWhatIsFound')).toEqual({
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['S#*', 'P#*', 'U#*'] },
    });
  });

  it('keeps the records of shut-downs, and neither reads evidence nor touches the log', () => {
    const evidence = on(statements(), 'StorageEvidence');
    expect(actionsOf(evidence)).toEqual(['s3:PutObject']);
    expect(JSON.stringify(evidence.map(({ Resource }) => Resource))).toContain('/shut-downs/*');
    expect(on(statements(), 'StorageLog')).toEqual([]);
    expect(actionsOf(statements())).not.toContain('kms:Sign');
  });
});

describe('sweep', () => {
  it('is started each minute, and called by a name that the deployment gives', () => {
    const schedules = ofType(template, 'AWS::Scheduler::Schedule').filter(({ Properties }) =>
      JSON.stringify(Properties.Target.Arn).includes('FunctionsSweep'),
    );
    expect(schedules.map(({ Properties }) => Properties.ScheduleExpression)).toEqual(['rate(1 minute)']);
    const [sweep] = ofType(template, 'AWS::Lambda::Function').filter(
      ({ Properties }) => Properties.FunctionName === 'expunge-sweep',
    );
    expect(sweep?.Properties.Timeout).toBe(300);
  });

  it('calls a person when a walk has not moved for a day, and when the deadline of a shut-down is near', () => {
    const alarms = ofType(template, 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    const of = (metric: string) => alarms.find(({ MetricName }) => MetricName === metric);
    expect(of('OldestWalk')).toMatchObject({ Threshold: 86_400, Statistic: 'Maximum' });
    expect(of('ShutDownsAtRisk')).toMatchObject({ Threshold: 0, Statistic: 'Maximum' });
  });
});
