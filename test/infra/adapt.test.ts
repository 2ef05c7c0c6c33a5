import { beforeAll, describe, expect, it } from 'vitest';
import { fiveApps } from '../../examples/five-apps/app.ts';
import { FUNCTION_NAMES } from '../../infra/function-names.ts';
import { actionsOf, emptyBundles, ofType, on, scratch, statementsOf, type TemplateJson } from './support.ts';

let template: TemplateJson;
let state: TemplateJson;
beforeAll(() => {
  const assembly = fiveApps({ bundles: emptyBundles(), outdir: scratch() }).app.synth();
  template = assembly.getStackByName('Expunge').template;
  state = assembly.getStackByName('ExpungeState').template;
});

/** As the construct of a function is called: `find-due` is `FindDue`. */
const constructOf = (name: string) => name.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());

describe('the role of adapt', () => {
  it('reads of the registry what stands under a subject and in its cases, and writes nothing there', () => {
    const statements = on(statementsOf(template, 'Adapt'), 'StateRegistryTable');
    expect(statements.map(({ Sid, Action, Condition }) => [Sid, Action, Condition])).toEqual([
      [
        'SeeWhatStands',
        'dynamodb:BatchGetItem',
        { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['S#*', 'C#*'] } },
      ],
    ]);
  });

  it('is the only one that may open the secrets of platforms, and neither reads evidence nor opens the stores', () => {
    const opening = FUNCTION_NAMES.filter((name) =>
      actionsOf(on(statementsOf(template, constructOf(name)), 'PlatformKey')).includes('kms:Decrypt'),
    );
    expect(opening).toEqual(['adapt']);
    const statements = statementsOf(template, 'Adapt');
    expect([...on(statements, 'StorageEvidence'), ...on(statements, 'FiveApps:')]).toEqual([]);
    expect(actionsOf(statements).filter((action) => action.startsWith('events:'))).toEqual(['events:PutEvents']);
  });
});

describe('the key for the secrets of platforms', () => {
  it('is named to whoever encrypts one, turns each year, and outlives a deployment', () => {
    const [[id, key] = []] = Object.entries(state.Resources).filter(([name]) => name.includes('PlatformKey'));
    expect(key?.Properties.EnableKeyRotation).toBe(true);
    expect(key).toMatchObject({ DeletionPolicy: 'Retain' });
    const { Outputs } = state as TemplateJson & { Outputs: Record<string, { Value: unknown }> };
    expect(Outputs.PlatformKeyArn?.Value).toEqual({ 'Fn::GetAtt': [id, 'Arn'] });
  });
});

describe('adapt', () => {
  it('is fed by a queue of its own, and may be called with a list by the name that the deployment gives', () => {
    const named = ofType(template, 'AWS::Lambda::Function').map(({ Properties }) => Properties.FunctionName);
    expect(named).toContain('expunge-adapt');
    const mappings = ofType(template, 'AWS::Lambda::EventSourceMapping').filter(({ Properties }) =>
      JSON.stringify(Properties.FunctionName).includes('FunctionsAdapt'),
    );
    expect(mappings.map(({ Properties }) => JSON.stringify(Properties.EventSourceArn))).toEqual([
      expect.stringContaining('QueuesPlatforms'),
    ]);
  });
});
