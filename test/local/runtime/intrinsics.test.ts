// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are CloudFormation's placeholders
import { describe, expect, test } from 'vitest';
import { resolve } from '../../../local/runtime/template/index.ts';

const scope = {
  place: 'Stack',
  ref: (name: string) => (name === 'AWS::NoValue' ? undefined : `<${name}>`),
  getAtt: (logicalId: string, attribute: string) => `<${logicalId}.${attribute}>`,
  importValue: (name: string) => `<import ${name}>`,
  condition: (name: string) => name === 'Yes',
};

describe('intrinsic functions', () => {
  test.each([
    ['Ref', { Ref: 'A' }, '<A>'],
    ['GetAtt as a pair', { 'Fn::GetAtt': ['A', 'Arn'] }, '<A.Arn>'],
    ['GetAtt as a text', { 'Fn::GetAtt': 'A.Endpoint.Port' }, '<A.Endpoint.Port>'],
    ['Sub', { 'Fn::Sub': 'x-${A}-${B.Arn}-${!Literal}' }, 'x-<A>-<B.Arn>-${Literal}'],
    ['Sub with values', { 'Fn::Sub': ['${v}-${A}', { v: { Ref: 'B' } }] }, '<B>-<A>'],
    ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'A' }]] }, 'a-<A>'],
    ['Select and Split', { 'Fn::Select': ['1', { 'Fn::Split': ['|', 'a|b'] }] }, 'b'],
    ['ImportValue', { 'Fn::ImportValue': { 'Fn::Sub': 'name-${A}' } }, '<import name-<A>>'],
    ['If', { 'Fn::If': ['Yes', { Ref: 'A' }, 'no'] }, '<A>'],
    [
      'Equals, Not, And, Or',
      { 'Fn::And': [{ 'Fn::Not': [{ 'Fn::Equals': ['a', 'b'] }] }, { 'Fn::Or': [{ Condition: 'Yes' }] }] },
      true,
    ],
    [
      'a policy condition',
      { Condition: { StringEquals: { a: { Ref: 'A' } } } },
      { Condition: { StringEquals: { a: '<A>' } } },
    ],
    ['NoValue', { a: 1, b: { Ref: 'AWS::NoValue' }, c: [{ Ref: 'AWS::NoValue' }, 2] }, { a: 1, c: [2] }],
  ])('%s', (_name, given, wanted) => {
    expect(resolve(given, scope)).toEqual(wanted);
  });

  test.each([
    ['a function it does not know', { 'Fn::Cidr': ['a', 1] }, /Fn::Cidr/],
    ['a secret', { a: '{{resolve:ssm:/x}}' }, /no secrets/],
  ])('%s is refused', (_name, given, wanted) => {
    expect(() => resolve(given, scope)).toThrow(wanted);
  });
});
