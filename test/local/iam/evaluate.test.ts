import { describe, expect, it } from 'vitest';
import { authorise, authoriseService, evaluate, readPolicy } from '../../../local/iam/index.ts';

const TABLE = 'arn:aws-cn:dynamodb:cn-north-1:000000000000:table/Registry';
const ROLE = 'arn:aws-cn:iam::000000000000:role/tag';
const call = (
  context: Record<string, string | readonly string[]> = {},
  action = 'dynamodb:GetItem',
  resource = TABLE,
) => ({
  action,
  resource,
  context,
});
const policy = (...statements: object[]) =>
  readPolicy({ Statement: statements.map((one) => ({ Effect: 'Allow', Action: '*', Resource: '*', ...one })) });
const outcome = (statement: object, what = call()) => evaluate(policy(statement), what).outcome;

describe('what the policies say to a call', () => {
  it.each([
    ['dynamodb:GetItem', 'allowed'],
    ['DynamoDB:getitem', 'allowed'],
    ['dynamodb:Get*', 'allowed'],
    ['dynamodb:G?tItem', 'allowed'],
    ['dynamodb:Get', 'silent'],
    ['s3:*', 'silent'],
  ])('an action is named by %s: %s', (Action, said) => expect(outcome({ Action })).toBe(said));

  it.each([
    [TABLE, 'allowed'],
    [`${TABLE}*`, 'allowed'],
    [TABLE.toLowerCase(), 'silent'],
    [`${TABLE}/index/*`, 'silent'],
    ['*', 'allowed'],
  ])('a resource is named by %s: %s', (Resource, said) => expect(outcome({ Resource })).toBe(said));

  it('NotAction and NotResource speak of all else', () => {
    expect(outcome({ Action: undefined, NotAction: 's3:*' })).toBe('allowed');
    expect(outcome({ Action: undefined, NotAction: 'dynamodb:*' })).toBe('silent');
    expect(outcome({ Resource: undefined, NotResource: 'arn:aws:s3:::*' })).toBe('allowed');
    expect(outcome({ Resource: undefined, NotResource: TABLE })).toBe('silent');
  });

  it('a deny wins over every allow', () => {
    expect(evaluate(policy({}, { Effect: 'Deny', Action: 'dynamodb:Get*' }), call()).outcome).toBe('denied');
    expect(evaluate(policy({}, { Effect: 'Deny', Action: 'dynamodb:Put*' }), call()).outcome).toBe('allowed');
  });

  const LEADING = 'dynamodb:LeadingKeys';
  it.each([
    ['ForAllValues:StringLike', ['S#*', 'C#*'], ['S#1', 'C#2'], 'allowed'],
    ['ForAllValues:StringLike', ['S#*', 'C#*'], ['S#1', 'H#2'], 'silent'],
    ['ForAllValues:StringEquals', ['D#open'], ['D#open'], 'allowed'],
    ['ForAllValues:StringEquals', ['D#*'], ['D#open'], 'silent'],
    ['ForAnyValue:StringLike', ['S#*'], ['H#1', 'S#2'], 'allowed'],
    ['ForAnyValue:StringLike', ['S#*'], ['H#1'], 'silent'],
  ])('%s %j of the keys %j: %s', (operator, asked, keys, said) => {
    expect(outcome({ Condition: { [operator]: { [LEADING]: asked } } }, call({ [LEADING]: keys }))).toBe(said);
  });

  it('a key that is absent meets ForAllValues and the negated operators, and no other [a trap of AWS’s]', () => {
    const on = (operator: string) => outcome({ Condition: { [operator]: { [LEADING]: 'S#*' } } });
    expect(on('ForAllValues:StringLike')).toBe('allowed');
    expect(on('ForAnyValue:StringLike')).toBe('silent');
    expect(on('StringLike')).toBe('silent');
    expect(on('StringLikeIfExists')).toBe('allowed');
    expect(on('StringNotLike')).toBe('allowed');
  });

  it.each([
    ['Null', 's3:if-none-match', 'false', { 's3:if-none-match': '*' }, 'allowed'],
    ['Null', 's3:if-none-match', 'false', {}, 'silent'],
    ['Null', 's3:if-none-match', 'true', {}, 'allowed'],
    ['Bool', 'aws:SecureTransport', 'false', { 'aws:SecureTransport': 'true' }, 'silent'],
    ['Bool', 'aws:SecureTransport', 'true', { 'aws:securetransport': 'true' }, 'allowed'],
    ['NumericLessThan', 's3:TlsVersion', '1.2', { 's3:TlsVersion': '1.2' }, 'silent'],
    ['NumericLessThan', 's3:TlsVersion', '1.2', { 's3:TlsVersion': '1.0' }, 'allowed'],
    [
      'ArnEquals',
      'aws:SourceArn',
      'arn:aws:events:*:1:rule/*',
      { 'aws:SourceArn': 'arn:aws:events:x:1:rule/a' },
      'allowed',
    ],
    ['ArnLike', 'aws:SourceArn', 'arn:aws:events:*:rule/*', { 'aws:SourceArn': 'arn:aws:events:x:1:rule/a' }, 'silent'],
  ])('%s on %s %s', (operator, key, asked, context, said) => {
    expect(outcome({ Condition: { [operator]: { [key]: asked } } }, call(context as Record<string, string>))).toBe(
      said,
    );
  });

  it.each([
    { Condition: { DateLessThan: { 'aws:SourceArn': 'x' } } },
    { Condition: { StringLike: { 'aws:PrincipalTag/team': 'x' } } },
  ])('fails on a condition that it does not know: %j', (statement) => {
    expect(() => outcome(statement)).toThrow(/does not know/);
  });

  it('fails on several values where the operator takes one, on policy variables and on NotPrincipal', () => {
    const Condition = { StringLike: { [LEADING]: 'S#*' } };
    expect(() => outcome({ Condition }, call({ [LEADING]: ['S#1', 'S#2'] }))).toThrow(/several values/);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a policy variable
    expect(() => policy({ Resource: 'arn:aws:s3:::a/${aws:username}/*' })).toThrow(/variable/);
    expect(() => policy({ NotPrincipal: '*' })).toThrow(/NotPrincipal/);
  });
});

describe('who may call what', () => {
  const KEY = 'arn:aws-cn:kms:cn-north-1:000000000000:key/1';
  const BUCKET = 'arn:aws-cn:s3:::log';
  const byKey = call({}, 'kms:Sign', KEY);
  const mine = { role: ROLE, statements: policy({ Action: 'kms:Sign', Resource: KEY }) };
  const whole = (effect = 'Allow') =>
    policy({ Effect: effect, Action: 'kms:*', Principal: { AWS: 'arn:aws-cn:iam::000000000000:root' } });

  it('of a key both sides are asked', () => {
    expect(authorise(byKey, mine, { [KEY]: whole() }).allowed).toBe(true);
    expect(authorise(byKey, mine, {}).allowed).toBe(false);
    expect(authorise(byKey, { role: ROLE, statements: [] }, { [KEY]: whole() }).allowed).toBe(false);
    expect(authorise(byKey, mine, { [KEY]: [...whole(), ...whole('Deny')] }).allowed).toBe(false);
    const other = policy({ Action: 'kms:*', Principal: { AWS: 'arn:aws-cn:iam::111122223333:root' } });
    expect(authorise(byKey, mine, { [KEY]: other }).allowed).toBe(false);
    const named = policy({ Action: 'kms:Sign', Principal: { AWS: ROLE } });
    expect(authorise(byKey, { role: ROLE, statements: [] }, { [KEY]: named }).allowed).toBe(true);
  });

  it('a bucket’s policy is asked about its objects', () => {
    const put = call({ 'aws:SecureTransport': 'false' }, 's3:PutObject', `${BUCKET}/tile/0/000`);
    const caller = { role: ROLE, statements: policy({ Action: 's3:PutObject' }) };
    const tls = policy({
      Effect: 'Deny',
      Principal: { AWS: '*' },
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    });
    expect(authorise(put, caller, {}).allowed).toBe(true);
    expect(authorise(put, caller, { [BUCKET]: tls })).toMatchObject({ allowed: false });
  });

  it('a service needs to be named', () => {
    const into = policy({ Action: 'sqs:SendMessage', Principal: { Service: 'events.amazonaws.com' } });
    const send = call({}, 'sqs:SendMessage', 'arn:q');
    expect(authoriseService(send, 'events.amazonaws.com', { 'arn:q': into }).allowed).toBe(true);
    expect(authoriseService(send, 'sns.amazonaws.com', { 'arn:q': into }).allowed).toBe(false);
    expect(authoriseService(send, 'events.amazonaws.com', {}).allowed).toBe(false);
  });
});
