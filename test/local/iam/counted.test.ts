import { describe, expect, it } from 'vitest';
import { kindOf } from '../../../local/iam/index.ts';

const TABLE = 'arn:aws-cn:dynamodb:cn-north-1:000000000000:table/registry';
const onKeys = (...keys: string[]) =>
  kindOf({ action: 'dynamodb:GetItem', resource: TABLE, context: { 'dynamodb:LeadingKeys': keys } });
const onObject = (key: string, context = {}) =>
  kindOf({ action: 's3:PutObject', resource: `arn:aws-cn:s3:::log/${key}`, context });

describe('the kind of a call', () => {
  it('is one for all subjects, and another for each part of the registry', () => {
    expect(onKeys('S#kBIfvPBMgRDS2k4XuP8OCQ')).toBe(onKeys('S#q3XKf1aZ', 'S#Yz4_8'));
    expect(onKeys('S#1')).not.toBe(onKeys('S#1', 'H#1'));
    expect(onKeys('D#hold')).not.toBe(onKeys('D#certificate'));
  });

  it('is one for all people in a table of an application', () => {
    expect(onKeys('somebody')).toBe(onKeys('somebody else', '王'));
  });

  it('is one for the objects of a folder, but for a file with a name of its own', () => {
    expect(onObject('2026/tile/0/000')).toBe(onObject('2026/tile/0/001'));
    expect(onObject('2026/tile/0/000')).not.toBe(onObject('2026/checkpoint'));
    expect(onObject('2026/tile/0/000')).not.toBe(onObject('parked/a'));
  });

  it('is another where the request has another condition', () => {
    expect(onObject('a/1', { 's3:if-match': '"1"' })).toBe(onObject('a/2', { 's3:if-match': '"2"' }));
    expect(onObject('a/1', { 's3:if-match': '"1"' })).not.toBe(onObject('a/1', { 's3:if-none-match': '*' }));
  });
});
