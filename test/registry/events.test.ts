import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpungeError } from '../../lib/errors.ts';
import { parseEvent } from '../../lib/registry/events.ts';

const NOW = Date.parse('2026-03-02T00:00:00Z');
const event = (type: string, detail: unknown, more: Record<string, unknown> = {}) =>
  JSON.stringify({ id: 'e', source: 'app', 'detail-type': type, time: '2026-03-01T00:00:00Z', detail, ...more });
const confirmed = {
  id: 'c',
  case: 'kBIfvPBMgRDS2k4XuP8OCQ',
  recipient: 'courier',
  confirmedAt: '2026-03-01T08:00:00+08:00',
};
const closed = { id: 'c', policy: 'app', subject: 'li', receivedAt: '2026-03-01T08:00:00+08:00' };

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof ExpungeError) return error.code;
    throw error;
  }
  return 'none';
}

describe('reading an event', () => {
  it('reads a closed account, with the instant in any offset', () => {
    expect(parseEvent(event('AccountClosed', closed), NOW)).toEqual({
      type: 'AccountClosed',
      ...closed,
      receivedAt: Date.parse('2026-03-01T00:00:00Z'),
    });
  });

  it('reads that a recipient has confirmed', () => {
    expect(parseEvent(event('RecipientConfirmed', confirmed), NOW)).toEqual({
      type: 'RecipientConfirmed',
      ...confirmed,
      confirmedAt: Date.parse('2026-03-01T00:00:00Z'),
    });
  });

  it('reads stored data, and objects as S3 tells of them', () => {
    const detail = { dataset: 'logs', subject: 'li', times: { collected: '2026-03-01T00:00:00Z' } };
    expect(parseEvent(event('PersonalDataStored', detail), NOW)).toMatchObject({
      type: 'PersonalDataStored',
      key: null,
      times: { collected: Date.parse('2026-03-01T00:00:00Z') },
    });
    const created = { bucket: { name: 'b' }, object: { key: 'wechat/李/a b+c.png', size: 3 } };
    expect(parseEvent(event('Object Created', created), NOW)).toMatchObject({
      bucket: 'b',
      key: 'wechat/李/a b+c.png',
    });
  });

  it.each([
    ['', 'EVENT_NOT_JSON'],
    ['{"id": ', 'EVENT_NOT_JSON'],
    ['null', 'EVENT_INCOMPLETE'],
    ['[]', 'EVENT_INCOMPLETE'],
    [event('AccountOpened', {}), 'EVENT_UNKNOWN_TYPE'],
    [event('constructor', {}), 'EVENT_UNKNOWN_TYPE'],
    [event('AccountClosed', { ...closed, subject: '' }), 'EVENT_INCOMPLETE'],
    [event('AccountClosed', { ...closed, subject: 7 }), 'EVENT_INCOMPLETE'],
    [event('AccountClosed', { ...closed, subject: 'x'.repeat(2049) }), 'EVENT_INCOMPLETE'],
    [event('AccountClosed', { ...closed, receivedAt: 'yesterday' }), 'EVENT_INCOMPLETE'],
    [event('AccountClosed', { ...closed, receivedAt: '2026-03-02T00:10:01Z' }), 'EVENT_FROM_THE_FUTURE'],
    [event('RecipientConfirmed', { ...confirmed, case: 'a case' }), 'EVENT_INCOMPLETE'],
    [event('RecipientConfirmed', { ...confirmed, case: 'x#y'.padEnd(22, 'A') }), 'EVENT_INCOMPLETE'],
    [event('RecipientConfirmed', { ...confirmed, recipient: 'Courier Co.' }), 'EVENT_INCOMPLETE'],
    [event('RecipientConfirmed', { ...confirmed, confirmedAt: '2026-03-02T00:10:01Z' }), 'EVENT_FROM_THE_FUTURE'],
    [
      event('PersonalDataStored', { dataset: 'logs', subject: 'li', times: { born: '2026-03-01T00:00:00Z' } }),
      'EVENT_INCOMPLETE',
    ],
  ])('answers %j with %s', (body, code) => {
    expect(codeOf(() => parseEvent(body, NOW))).toBe(code);
  });

  it('names the field that is wrong and not what stands in it', () => {
    const body = event('AccountClosed', { ...closed, subject: { name: '张伟 13912345678' } });
    expect(() => parseEvent(body, NOW)).toThrow(/subject/);
    expect(() => parseEvent(body, NOW)).not.toThrow(/张伟|139/);
  });

  it('names no field that the sender made up', () => {
    const detail = { dataset: 'logs', subject: 'li', times: { collected: '2026-03-01T00:00:00Z' } };
    for (const odd of [
      { key: { '13912345678': 7 } },
      { key: { review_id: { '13912345678': 7 } } },
      { times: { '13912345678': 'x' } },
    ]) {
      const read = () => parseEvent(event('PersonalDataStored', { ...detail, ...odd }), NOW);
      expect(read).toThrow(new RegExp(Object.keys(odd).join()));
      expect(read).not.toThrow(/139/);
    }
    const late = { ...detail, times: { collected: 'yesterday' } };
    expect(() => parseEvent(event('PersonalDataStored', late), NOW)).toThrow(/times\.collected/);
  });

  it('answers whatever comes with a code and without quoting it', () => {
    const canary = '13912345678';
    const odd = fc.anything().map((value) => JSON.stringify({ value, canary }));
    const details = fc.record({
      id: fc.anything(),
      policy: fc.anything(),
      subject: fc.constant([canary]),
      receivedAt: fc.anything(),
    });
    const bodies = fc.oneof(
      fc.string().map((text) => text + canary),
      odd,
      details.map((detail) => event('AccountClosed', detail)),
    );
    fc.assert(
      fc.property(bodies, (body) => {
        try {
          parseEvent(body, NOW);
        } catch (error) {
          expect(error).toBeInstanceOf(ExpungeError);
          expect((error as ExpungeError).remedy).toBe('park');
          expect((error as ExpungeError).message).not.toContain(canary);
          return;
        }
        throw new Error('was let through');
      }),
    );
  });
});
