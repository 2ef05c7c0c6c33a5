import { App } from 'aws-cdk-lib';
import { beforeAll, describe, expect, it } from 'vitest';
import { fiveApps } from '../../examples/five-apps/app.ts';
import { expungeApp } from '../../infra/expunge-app.ts';
import { deployExpunge } from '../../infra/index.ts';
import { actionsOf, codeOf, emptyBundles, ofType, on, scratch, statementsOf, type TemplateJson } from './support.ts';

const FUNCTIONS = [
  'Tag',
  'OpenCase',
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
  'Adapt',
  'Sweep',
];
const WRITES = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'];
/** How the template names what is imported from the stack of the applications, and from that of Expunge's state. */
const DATA = 'FiveApps:ExportsOutput';
const REGISTRY = 'StateRegistryTable';

let template: TemplateJson;
const withLog = (log: { readonly witnessBucket?: string; readonly witnessBus?: string; readonly logName?: string }) =>
  expungeApp({
    region: 'cn-north-1',
    inventory: 'examples/five-apps/inventory.yaml',
    bundles: emptyBundles(),
    outdir: scratch(),
    ...log,
  });
beforeAll(() => {
  const { app } = fiveApps({ bundles: emptyBundles(), outdir: scratch() });
  template = app.synth().getStackByName('Expunge').template;
});

const dataActions = (name: string) => actionsOf(on(statementsOf(template, name), DATA)).filter(isStoreAction);
const isStoreAction = (action: string) => action.startsWith('dynamodb:') || action.startsWith('s3:');
const registryActions = (name: string) => actionsOf(on(statementsOf(template, name), REGISTRY));

describe('the name of the log', () => {
  it.each([
    'two words',
    'a+b',
    'a//b',
    '/a',
    'A',
    '日志',
    '',
  ])('is refused where no key could have it: "%s"', (logName) => {
    expect(codeOf(() => withLog({ logName }))).toBe('CONFIGURATION');
  });
});

describe('the name of the bus', () => {
  const make = (busName: string) => () =>
    deployExpunge(new App({ outdir: scratch() }), {
      env: { region: 'eu-central-1' },
      scheduler: {
        plan: { format: 'expunge-plan/1', policies: {}, datasets: {}, recipients: {} },
        bundles: emptyBundles(),
        busName,
      },
    });

  it('begins the names of the functions that people call', () => {
    expect(codeOf(make('a'.repeat(48)))).toBeUndefined();
  });

  it.each([
    'shop.events',
    'shop/events',
    'a'.repeat(49),
    '',
  ])('is refused where no function has it: "%s"', (busName) => {
    expect(codeOf(make(busName))).toBe('CONFIGURATION');
  });
});

describe('the role of each function', () => {
  it('delete removes records and object versions, and can write nothing into the stores', () => {
    expect(dataActions('Delete')).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:DeleteItem',
      'dynamodb:Query',
      's3:DeleteObject',
      's3:DeleteObjectVersion',
      's3:ListBucketVersions',
    ]);
  });

  it('anonymise changes records, and can remove nothing and touch no bucket', () => {
    expect(dataActions('Anonymise')).toEqual(['dynamodb:BatchGetItem', 'dynamodb:Query', 'dynamodb:UpdateItem']);
  });

  it('tag reads streams and no table', () => {
    expect(dataActions('Tag')).toEqual([
      'dynamodb:DescribeStream',
      'dynamodb:GetRecords',
      'dynamodb:GetShardIterator',
      'dynamodb:ListStreams',
    ]);
  });

  it.each([
    'OpenCase',
    'FindDue',
    'Seal',
    'Certify',
    'Operate',
    'Report',
    'Hold',
    'Approve',
    'Case',
  ])('%s has no access to the applications at all', (name) => {
    expect(on(statementsOf(template, name), DATA)).toEqual([]);
  });

  it('find-due only reads the registry', () => {
    expect(registryActions('FindDue')).toEqual(['dynamodb:BatchGetItem', 'dynamodb:Query']);
  });

  it('tag forgets nothing', () => {
    expect(registryActions('Tag')).not.toContain('dynamodb:DeleteItem');
  });

  it('open-case takes nothing away but the place of a case among those that have not ended', () => {
    const forgetting = on(statementsOf(template, 'OpenCase'), REGISTRY).filter((statement) =>
      actionsOf([statement]).includes('dynamodb:DeleteItem'),
    );
    expect(forgetting.map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['D#open'] } },
    ]);
  });

  it('seal knows of the registry the items of the log, and no references', () => {
    const statements = statementsOf(template, 'Seal');
    expect(registryActions('Seal')).toEqual([
      'dynamodb:BatchGetItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
    ]);
    expect(on(statements, REGISTRY).map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['L#*'] } },
    ]);
    expect(actionsOf(statements)).not.toContain('kms:GenerateMac');
  });

  it('seal reads and writes receipts and the log, and deletes nothing', () => {
    const statements = statementsOf(template, 'Seal');
    const evidence = on(statements, 'StorageEvidence');
    expect(actionsOf(evidence)).toEqual(['s3:GetObject', 's3:PutObject']);
    expect(JSON.stringify(evidence.map(({ Resource }) => Resource))).toContain('/receipts/*');
    expect(actionsOf(on(statements, 'StorageLog'))).toEqual(['s3:GetObject', 's3:ListBucket', 's3:PutObject']);
    expect(actionsOf(on(statements, 'KeysLogKey'))).toEqual(['kms:GetPublicKey', 'kms:Sign']);
  });

  it('only seal writes the log or the receipts and signs; certify reads them, operate the receipts alone', () => {
    const touching = (place: string) => FUNCTIONS.filter((name) => on(statementsOf(template, name), place).length > 0);
    expect(touching('StorageLog')).toEqual(['Seal', 'Certify', 'Report']);
    expect(touching('KeysLogKey')).toEqual(['Seal', 'Certify']);
    expect(touching('StorageEvidence')).toEqual(['Seal', 'Certify', 'Operate', 'Report', 'Sweep']);
    expect(
      FUNCTIONS.filter(
        (name) =>
          on(statementsOf(template, name), 'KeysLogKey').length > 0 &&
          actionsOf(statementsOf(template, name)).includes('kms:Sign'),
      ),
    ).toEqual(['Seal']);
  });

  it('certify reads what may stand in the way, notes with cases what came of them, and turns the docket', () => {
    const statements = on(statementsOf(template, 'Certify'), REGISTRY);
    const keysOf = (sid: string) => statements.find(({ Sid }) => Sid === sid)?.Condition;
    expect(statements.map(({ Sid }) => Sid)).toEqual(['ReadCases', 'NoteWithCase', 'TurnDocket']);
    expect(actionsOf(statements.slice(0, 1))).toEqual(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query']);
    expect(keysOf('ReadCases')).toEqual({
      'ForAllValues:StringLike': {
        'dynamodb:LeadingKeys': ['C#*', 'D#certificate', 'L#*', 'S#*', 'H#*', 'E#evidence', 'K#refresh'],
      },
    });
    expect(actionsOf(statements.slice(1, 2))).toEqual(['dynamodb:UpdateItem']);
    expect(keysOf('NoteWithCase')).toEqual({ 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['C#*'] } });
    expect(actionsOf(statements.slice(2))).toEqual(['dynamodb:DeleteItem', 'dynamodb:PutItem']);
    expect(keysOf('TurnDocket')).toEqual({
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['D#certificate'] },
    });
  });

  it('certify writes certificates and nothing else, and only reads receipts, log and public key', () => {
    const statements = statementsOf(template, 'Certify');
    const evidence = on(statements, 'StorageEvidence');
    expect(evidence.map(({ Sid, Action }) => [Sid, Action])).toEqual([
      ['ReadReceipts', 's3:GetObject'],
      ['ReadCertificates', 's3:GetObject'],
      ['KeepCertificates', 's3:PutObject'],
    ]);
    expect(JSON.stringify(evidence[0]?.Resource)).toContain('/receipts/*');
    expect(JSON.stringify(evidence[1]?.Resource)).toContain('/certificates/*');
    expect(actionsOf(on(statements, 'StorageLog'))).toEqual(['s3:GetObject']);
    expect(actionsOf(on(statements, 'KeysLogKey'))).toEqual(['kms:GetPublicKey']);
  });

  it('certify is started each minute, and called by a name that the deployment gives', () => {
    const schedules = ofType(template, 'AWS::Scheduler::Schedule').filter(({ Properties }) =>
      JSON.stringify(Properties.Target.Arn).includes('FunctionsCertify'),
    );
    expect(schedules.map(({ Properties }) => Properties.ScheduleExpression)).toEqual(['rate(1 minute)']);
    const named = ofType(template, 'AWS::Lambda::Function').map(({ Properties }) => Properties.FunctionName);
    expect(named).toContain('expunge-certify');
  });

  it('report reads counts, timers, brakes, cases and audits of the registry: neither subjects nor holds nor epochs', () => {
    const statements = on(statementsOf(template, 'Report'), REGISTRY);
    expect(actionsOf(statements)).toEqual(['dynamodb:BatchGetItem', 'dynamodb:GetItem', 'dynamodb:Query']);
    expect(statements.map(({ Condition }) => Condition)).toEqual([
      {
        'ForAllValues:StringLike': {
          'dynamodb:LeadingKeys': ['L#*', 'W#*', 'P#*', 'U#*', 'B#*', 'C#*', 'D#*', 'K#audit'],
        },
      },
    ]);
  });

  it('report writes reports and nothing else, and reads neither receipts nor keys, and of the log its checkpoints', () => {
    const statements = statementsOf(template, 'Report');
    const evidence = on(statements, 'StorageEvidence');
    expect(actionsOf(evidence)).toEqual(['s3:PutObject']);
    expect(JSON.stringify(evidence.map(({ Resource }) => Resource))).toContain('/reports/*');
    const log = on(statements, 'StorageLog');
    expect(actionsOf(log)).toEqual(['s3:GetObject', 's3:ListBucket']);
    expect(JSON.stringify(log.find(({ Sid }) => Sid === 'ReadCheckpoints')?.Resource)).toContain('/*/checkpoint');
    expect(actionsOf(statements)).not.toContain('kms:GenerateMac');
  });

  it('report is started when yesterday has ended everywhere, and called by a name that the deployment gives', () => {
    const schedules = ofType(template, 'AWS::Scheduler::Schedule').filter(({ Properties }) =>
      JSON.stringify(Properties.Target.Arn).includes('FunctionsReport'),
    );
    expect(schedules.map(({ Properties }) => Properties.ScheduleExpression)).toEqual(['cron(0 13 * * ? *)']);
    const named = ofType(template, 'AWS::Lambda::Function').map(({ Properties }) => Properties.FunctionName);
    expect(named).toContain('expunge-report');
  });

  it('operate keeps the epochs of the registry and no other item, finds receipts, and writes and deletes none', () => {
    const statements = statementsOf(template, 'Operate');
    expect(registryActions('Operate')).toEqual(['dynamodb:PutItem', 'dynamodb:Query', 'dynamodb:UpdateItem']);
    expect(on(statements, REGISTRY).map(({ Condition }) => Condition)).toEqual([
      { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['E#evidence'] } },
    ]);
    const evidence = on(statements, 'StorageEvidence');
    expect(actionsOf(evidence)).toEqual(['s3:GetObject', 's3:ListBucket']);
    const [list, get] = evidence;
    expect(list?.Condition).toEqual({ StringLike: { 's3:prefix': ['receipts/*'] } });
    expect(JSON.stringify(get?.Resource)).toContain('/receipts/*');
  });

  it('hold keeps the list of holds, puts them in force, sees pages and brings timers forward, and reads no subject', () => {
    const statements = on(statementsOf(template, 'Hold'), REGISTRY);
    const rights = statements.map((one) => [
      one.Sid,
      actionsOf([one]).map((action) => action.replace('dynamodb:', '')),
      Object.values(one.Condition as Record<string, Record<string, unknown>>)[0]?.['dynamodb:LeadingKeys'],
    ]);
    expect(rights).toEqual([
      ['KeepHolds', ['ConditionCheckItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'], ['D#hold']],
      ['PutHoldsInForce', ['DeleteItem', 'PutItem'], ['S#*', 'H#*']],
      ['SeePages', ['BatchGetItem'], ['W#*']],
      ['BringTimersForward', ['BatchWriteItem', 'Query'], ['U#*']],
    ]);
  });

  it('approve keeps brakes and brings timers forward, and reaches no subject, hold or case', () => {
    const statements = on(statementsOf(template, 'Approve'), REGISTRY);
    const rights = statements.map(({ Sid, Action, Condition }) => [Sid, Action, Condition]);
    expect(rights).toEqual([
      [
        'KeepBrakes',
        ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
        { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['B#*'] } },
      ],
      [
        'BringTimersForward',
        ['dynamodb:Query', 'dynamodb:BatchWriteItem'],
        { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['U#*'] } },
      ],
    ]);
    expect(actionsOf(statementsOf(template, 'Approve'))).not.toContain('kms:GenerateMac');
  });

  it('case moves what people decided between its lists and sets timers, and what else it writes open-case writes too', () => {
    const rights = (name: string) =>
      on(statementsOf(template, name), REGISTRY).map((one) => [one.Sid, one.Action, one.Condition]);
    const opening = rights('OpenCase');
    expect(opening.length).toBeGreaterThan(0);
    expect(rights('Case')).toEqual([
      ...opening,
      [
        'MoveDecided',
        'dynamodb:DeleteItem',
        { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['D#refused', 'D#reply'] } },
      ],
      ['LookAgain', 'dynamodb:BatchWriteItem', { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['U#*'] } }],
      ['SeeBrakes', 'dynamodb:BatchGetItem', { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['B#*'] } }],
    ]);
  });

  it.each([
    'Operate',
    'Hold',
    'Approve',
    'Case',
  ])('%s is called by a name that the deployment gives, and by nothing else', (name) => {
    const named = ofType(template, 'AWS::Lambda::Function').filter(({ Properties }) => Properties.FunctionName);
    expect(named.map(({ Properties }) => Properties.FunctionName)).toContain(`expunge-${name.toLowerCase()}`);
    const callers = Object.values(template.Resources).filter(
      ({ Type, Properties }) =>
        ['AWS::Lambda::EventSourceMapping', 'AWS::Lambda::Permission', 'AWS::Scheduler::Schedule'].includes(Type) &&
        JSON.stringify(Properties).includes(`Functions${name}`),
    );
    expect(callers).toEqual([]);
  });

  it('seal deposits at the witness where there is one, and the stack warns where there is none', () => {
    const UNWITNESSED = expect.stringMatching(/witnessBucket/);
    expect(withLog({}).warnings).toContainEqual(UNWITNESSED);
    const { app, warnings } = withLog({ witnessBucket: 'auditor-deposit' });
    expect(warnings).not.toContainEqual(UNWITNESSED);
    const witnessed = app.synth().getStackByName('Expunge').template;
    const deposit = on(statementsOf(witnessed, 'Seal'), 'auditor-deposit');
    expect(actionsOf(deposit)).toEqual(['s3:GetObject', 's3:ListBucket', 's3:PutObject']);
    const [seal] = ofType(witnessed, 'AWS::Lambda::Function').filter(
      ({ Properties }) => Properties.Environment.Variables.WITNESS_BUCKET,
    );
    expect(JSON.stringify(seal?.Properties.Environment.Variables.LOG_NAME)).toContain('AWS::Partition');
  });

  it('seal tells the witness’s bus of checkpoints where there is one, and no other bus', () => {
    const witnessBus = 'arn:aws-cn:events:cn-northwest-1:111122223333:event-bus/audit/expunge';
    const { app } = withLog({ witnessBus });
    const witnessed = app.synth().getStackByName('Expunge').template;
    const events = statementsOf(witnessed, 'Seal').filter(({ Action }) =>
      actionsOf([{ Action } as never]).includes('events:PutEvents'),
    );
    expect(events).toMatchObject([{ Action: 'events:PutEvents', Resource: witnessBus }]);
    const told = ofType(witnessed, 'AWS::Lambda::Function').filter(
      ({ Properties }) => Properties.Environment.Variables.WITNESS_BUS === witnessBus,
    );
    expect(told.map(({ Properties }) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME)).toEqual(['seal']);
  });

  it.each([
    'expunge',
    'arn:aws-cn:events:cn-north-1:111122223333:rule/expunge',
    'arn:aws-cn:events:cn-north-1:111122223333:event-bus/',
    'arn:aws-cn:events:cn-north-1:111122223333:event-bus/*',
    '',
  ])('no bus is told that has no ARN: "%s"', (witnessBus) => {
    expect(codeOf(() => withLog({ witnessBus }))).toBe('CONFIGURATION');
  });

  it('a schedule wakes seal, under a role that may invoke seal and nothing else', () => {
    const [schedule, ...more] = ofType(template, 'AWS::Scheduler::Schedule').filter(({ Properties }) =>
      JSON.stringify(Properties.Target.Arn).includes('FunctionsSeal'),
    );
    expect(more).toEqual([]);
    expect(schedule?.Properties.ScheduleExpression).toBe('rate(5 minutes)');
    const role = JSON.stringify(schedule?.Properties.Target.RoleArn).match(/"(\w+)","Arn"/)?.[1] ?? '';
    const policies = ofType(template, 'AWS::IAM::Policy').filter(({ Properties }) =>
      JSON.stringify(Properties.Roles).includes(role),
    );
    const statements = policies.flatMap(({ Properties }) => Properties.PolicyDocument.Statement);
    expect(statements).toMatchObject([{ Sid: 'StartSeal', Action: 'lambda:InvokeFunction' }]);
    expect(statements[0].Resource).toEqual(schedule?.Properties.Target.Arn);
  });

  it('only what opens cases, erases, certifies or finds receipts makes evidence references', () => {
    const makers = FUNCTIONS.filter((name) => on(statementsOf(template, name), 'EvidenceKey').length > 0);
    expect(makers).toEqual(['OpenCase', 'Delete', 'Anonymise', 'Certify', 'Operate', 'Case', 'Sweep']);
  });

  it('only what is told a subject’s id makes registry references', () => {
    const makers = FUNCTIONS.filter((name) => on(statementsOf(template, name), 'ReferenceKey').length > 0);
    expect(makers).toEqual(['Tag', 'OpenCase', 'Hold', 'Case', 'Adapt', 'Sweep']);
  });

  it('only what speaks on the bus may', () => {
    const speakers = FUNCTIONS.filter((name) => actionsOf(statementsOf(template, name)).includes('events:PutEvents'));
    expect(speakers).toEqual(['OpenCase', 'Delete', 'Anonymise', 'Certify', 'Case', 'Tell', 'Adapt', 'Sweep']);
  });

  it.each([
    ['Tag', ['DeadLetters']],
    ['OpenCase', ['DeadLetters']],
    ['FindDue', ['AnonymiseQueue', 'DeleteQueue']],
    ['Delete', ['LogQueue']],
    ['Anonymise', ['LogQueue']],
    ['Seal', []],
    ['Certify', ['LogQueue']],
    ['Operate', []],
    ['Report', []],
    ['Hold', []],
  ])('%s sends to %j', (name, queues) => {
    const sends = statementsOf(template, name).filter(({ Action }) =>
      actionsOf([{ Action } as never]).includes('sqs:SendMessage'),
    );
    const found = [...JSON.stringify(sends).matchAll(/SchedulerQueues(DeadLetters|\w+?Queue)[0-9A-F]{8}/g)];
    expect(found.map((match) => match[1]).sort()).toEqual(queues);
  });

  it.each(FUNCTIONS)('%s: every action is spelt out, no resource is everything', (name) => {
    const statements = statementsOf(template, name);
    expect(statements.length).toBeGreaterThan(2);
    for (const statement of statements) {
      expect(statement.Effect).toBe('Allow');
      expect(actionsOf([statement]).join()).not.toContain('*');
      expect([statement.Resource].flat()).not.toContain('*');
    }
  });

  it('no role has a managed policy, and each function has its own role [A-17, C-40, D-38, E-18, R-20]', () => {
    for (const role of ofType(template, 'AWS::IAM::Role')) expect(role.Properties.ManagedPolicyArns).toBeUndefined();
    const roles = ofType(template, 'AWS::Lambda::Function').map(({ Properties }) => JSON.stringify(Properties.Role));
    expect(new Set(roles).size).toBe(FUNCTIONS.length);
  });

  it('deleting is limited to the tables and prefixes of a rule that deletes', () => {
    const statements = statementsOf(template, 'Delete');
    const records = on(statements, DATA).filter(({ Sid }) => Sid === 'DeleteRecords');
    for (const kept of ['fiveappsshoporders', 'fiveappsopenapicalls', 'fiveappsweidandansubmissions']) {
      expect(JSON.stringify(records)).not.toContain(kept);
    }
    // A guardian may ask for what its own rule only anonymises to be deleted.
    for (const deleted of ['fiveappstiktokplayers', 'fiveappstiktokbehaviour']) {
      expect(JSON.stringify(records)).toContain(deleted);
    }
    const versions = statements.find(({ Sid }) => Sid.startsWith('ListVersions'));
    expect(versions?.Condition).toEqual({
      StringLike: { 's3:prefix': ['shop/chat/*', 'shop/identity/*', 'wechat/*'] },
    });
  });

  it('writes nowhere outside the registry but by the two erasers', () => {
    for (const name of FUNCTIONS) {
      const elsewhere = statementsOf(template, name).filter(
        ({ Resource }) => !JSON.stringify(Resource).includes(REGISTRY),
      );
      const allowed = name === 'Delete' ? ['dynamodb:DeleteItem'] : name === 'Anonymise' ? ['dynamodb:UpdateItem'] : [];
      expect(actionsOf(elsewhere).filter((action) => WRITES.includes(action))).toEqual(allowed);
    }
  });
});
