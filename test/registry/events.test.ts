import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ExpungeError } from '../../lib/errors.ts';
import { SUBJECT_TRIGGERS } from '../../lib/registry/events/shapes.ts';
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

  it.each(SUBJECT_TRIGGERS)('reads %s with what it is about [R-05, R-06]', (type) => {
    const record = { dataset: 'orders', key: { order_id: { S: 'o-1' } } };
    const detail = { ...closed, ...record, channel: 'letter', preconditions: { identity: 'ticket 1' } };
    expect(parseEvent(event(type, detail), NOW)).toEqual({
      type,
      ...detail,
      receivedAt: Date.parse('2026-03-01T00:00:00Z'),
    });
  });

  it('reads the other events of a case', () => {
    const at = '2026-03-01T00:00:00Z';
    const consent = {
      id: 'x',
      policy: 'app',
      subject: 'li',
      version: '2.0',
      evidence: 'log 12',
      categories: ['phone'],
    };
    const proof = { id: 'p', case: confirmed.case, preconditions: { identity: 'https://tickets.example/1' } };
    const details = {
      ConsentGiven: [consent, 'givenAt'],
      PreconditionsMet: [proof, 'metAt'],
      AccountReopened: [{ id: 'x', policy: 'app', subject: 'li' }, 'reopenedAt'],
      ServiceShutDown: [{ id: 'x', policy: 'app', preconditions: { notice: 'https://app.example/end' } }, 'receivedAt'],
      BackupRefreshed: [{ id: 'x', dataset: 'logs', copy: 'weekly', evidence: 'job 7' }, 'refreshedAt'],
    } as const;
    for (const [type, [detail, time]] of Object.entries(details)) {
      const body = event(type, { ...detail, [time]: at });
      expect(parseEvent(body, NOW)).toEqual({ type, ...detail, [time]: Date.parse(at) });
      expect(codeOf(() => parseEvent(event(type, { ...detail, [time]: '2026-03-03T00:00:00Z' }), NOW))).toBe(
        'EVENT_FROM_THE_FUTURE',
      );
      for (const name of Object.keys(detail).filter((one) => one !== 'categories')) {
        const { [name as never]: _gone, ...rest } = { ...detail, [time]: at };
        const isOptional = type === 'ServiceShutDown' && name === 'preconditions';
        expect(
          codeOf(() => parseEvent(event(type, rest), NOW)),
          `${type} without ${name}`,
        ).toBe(isOptional ? 'none' : 'EVENT_INCOMPLETE');
      }
    }
  });

  it.each([
    [{ categories: [] }, 'categories'],
    [{ categories: 'phone' }, 'categories'],
    [{ categories: ['phone'], permission: 'location' }, 'categories, permission'],
    [{ permission: 'location', plugin: 'chat' }, 'permission, plugin'],
    [{ categories: ['phone'], dataset: 'orders', key: { id: { S: 'o' } } }, 'categories, dataset'],
    [{ key: { id: { S: 'o' } } }, 'dataset'],
    [{ dataset: 'orders' }, 'key, object'],
    [{ dataset: 'orders', key: { id: { S: 'o' } }, object: 'o' }, 'key, object'],
    [{ channel: 'fax' }, 'channel'],
    [{ preconditions: { identity: '' } }, 'preconditions'],
    [{ preconditions: { identity: ' ' } }, 'preconditions'],
    [{ preconditions: { identity: 'x'.repeat(201) } }, 'preconditions'],
    [{ preconditions: { identity: 'two\nlines' } }, 'preconditions'],
    [{ preconditions: { 张伟: 'ticket' } }, 'preconditions'],
    [{ categorys: ['phone'] }, 'the whole'],
  ])('refuses a trigger with %j, naming %s', (odd, named) => {
    const read = () => parseEvent(event('ConsentWithdrawn', { ...closed, ...odd }), NOW);
    expect(codeOf(read)).toBe('EVENT_INCOMPLETE');
    expect(read).toThrow(`form: ${named}.`);
    expect(read).not.toThrow(/张伟|categorys|fax|location|chat/);
  });

  it('refuses a purpose that is fulfilled of no record, and proofs of nothing', () => {
    expect(codeOf(() => parseEvent(event('PurposeFulfilled', closed), NOW))).toBe('EVENT_INCOMPLETE');
    const proof = { id: 'p', case: confirmed.case, preconditions: {}, metAt: '2026-03-01T00:00:00Z' };
    expect(codeOf(() => parseEvent(event('PreconditionsMet', proof), NOW))).toBe('EVENT_INCOMPLETE');
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
      fc
        .tuple(fc.constantFrom(...SUBJECT_TRIGGERS, 'ConsentGiven', 'PreconditionsMet'), details)
        .map(([type, detail]) => event(type, detail)),
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
