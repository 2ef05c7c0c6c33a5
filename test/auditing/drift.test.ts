import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingsIn, observe, type Stored, type Tally, type Watch, watchOfNobodys } from '../../lib/auditing/drift.ts';
import { luhn } from '../../lib/auditing/shapes/bank-card.ts';
import { samplePlan } from '../erasure/sample-plan.ts';

const never = [
  { id: 'id-card', term: '身份证信息', clause: '第一条', detect: ['id-number', 'id_card'] },
  { id: 'bank-card', term: '银行卡信息', clause: '第一条', detect: ['bank-card'] },
  { id: 'contacts', term: '通讯录', clause: '第一条', detect: ['phone-book', 'contacts', '通讯录'] },
  { id: 'clipboard', term: '剪切板信息', clause: '2.5.3', notStored: true as const },
];
const watch: Watch = { attributes: ['user_id', 'note', 'place.city', 'profile'], never, subjectKeys: [] };

const CARD = `622202123456789012${(10 - luhn('6222021234567890120')) % 10}`;

function findings(records: readonly Stored[], on = watch) {
  const tally: Tally = {};
  for (const record of records) observe(record, on, tally);
  return findingsIn(tally).map(({ kind, category, attribute, count }) =>
    [kind, ...(category === null ? [] : [category]), attribute, count].join(' '),
  );
}

describe('drift', () => {
  it('is every attribute that the inventory does not name, one level deep, counted by name [B-07, D-39, R-28]', () => {
    const records = [
      { user_id: 'u1', note: 'x', ip: '1.2.3.4', place: { city: 'a', street: 'b' } },
      { user_id: 'u2', ip: '1.2.3.5', profile: { anything: 1 }, device: { model: 'm', os: 'o' } },
    ];
    expect(findings(records)).toEqual(['undeclared ip 2', 'undeclared device 1', 'undeclared place.street 1']);
  });

  it('is nothing where every attribute is named, or holds nothing', () => {
    expect(findings([{ user_id: 'u1', note: 'x', ip: null, tags: [], place: { city: 'a' }, extra: {} }])).toEqual([]);
    const { attributes: _none, ...anything } = watch;
    expect(findings([{ whatever: 1 }], anything)).toEqual([]);
  });

  it('finds what a policy prohibits by the shape of values, in attributes that are declared too [A-10, R-28]', () => {
    const records = [
      { user_id: 'u1', note: '我的身份证 11010519491231002X' },
      { user_id: 'u2', note: CARD },
    ];
    expect(findings(records)).toEqual(['prohibited bank-card note 1', 'prohibited id-card note 1']);
  });

  it('finds what is never to be stored by the names of attributes [D-22, R-28]', () => {
    expect(findings([{ user_id: 'u1', profile: { clipboardText: 'x' } }])).toEqual([
      'not stored clipboard profile.clipboardText 1',
    ]);
    expect(findings([{ user_id: 'u1', contacts_list: 'x' }])).toContain('prohibited contacts contacts_list 1');
  });

  it('takes numbers that pass a check digit by chance for chance, and cards among them for cards', () => {
    const order = (n: number) => ({ user_id: 'u', note: `62${String(10_000_000_000_000 + n)}` });
    const orders = Array.from({ length: 200 }, (_, n) => order(n));
    expect(findings(orders), 'a tenth of them are valid').toEqual([]);
    const cards = Array.from({ length: 300 }, () => ({ user_id: 'u', note: CARD }));
    expect(findings([...orders, ...cards])).toEqual(['prohibited bank-card note 320']);
  });

  it('tells names and counts, and never a value, whatever is stored [R-28]', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^1[3-9]\d{9}$/), fc.emailAddress(), (phone, mail) => {
        const text = JSON.stringify(
          findings([{ user_id: phone, [phone]: mail, [mail]: 1, friends: { [phone]: mail } }]),
        );
        expect(text).not.toContain(phone);
        expect(text).not.toContain(mail);
      }),
    );
  });

  it('tells the keys of a map that is keyed by data together', () => {
    const known: Watch = { ...watch, attributes: ['user_id', 'place.city'] };
    const records = Array.from({ length: 50 }, (_, n) => ({ user_id: 'u', place: { [`friend${n}`]: 1 } }));
    expect(findings(records, known)).toEqual(['undeclared place.* 1']);
  });

  it('never counts more names than an item can hold', () => {
    const tally: Tally = {};
    for (let n = 0; n < 2000; n++) observe({ [`field_${n % 1000}a`]: 1 }, watch, tally);
    expect(Object.keys(tally).length).toBeLessThan(310);
    expect(Object.values(tally).reduce((a, b) => a + b)).toBe(2000);
  });

  it('is what finds a person, in a store said to hold nobody [C-13, R-28]', () => {
    const nobodys = watchOfNobodys(samplePlan);
    expect(findings([{ page: '/home', views: 3 }], nobodys)).toEqual([]);
    expect(findings([{ page: '/home', userId: 'u1' }], nobodys)).toEqual(['subject key userId 1']);
  });
});
