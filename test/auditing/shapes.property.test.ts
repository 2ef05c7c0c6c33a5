import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { luhn } from '../../lib/auditing/shapes/bank-card.ts';
import { checkOf } from '../../lib/auditing/shapes/id-number.ts';
import { SHAPES, type Shape } from '../../lib/auditing/shapes/index.ts';

const shape = (name: string) => SHAPES[name] as Shape;
const [idNumber, bankCard, coordinates, phoneBook] = ['id-number', 'bank-card', 'coordinates', 'phone-book'].map(
  shape,
) as [Shape, Shape, Shape, Shape];

const digits = (length: number) =>
  fc.array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length }).map((all) => all.join(''));
const birthday = fc
  .date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date('2025-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10).replaceAll('-', ''));
const idCard = fc
  .tuple(fc.constantFrom('110105', '440306', '620102', '810000'), birthday, digits(3))
  .map((parts) => parts.join(''))
  .map((body) => body + checkOf(body));
const card = fc
  .tuple(fc.constantFrom(['622202', 19], ['4', 16], ['51', 16], ['2221', 16], ['37', 15], ['3530', 16]), digits(19))
  .map(([[beginning, length], rest]) => `${beginning}${rest}`.slice(0, Number(length) - 1))
  .map((body) => body + ((10 - luhn(`${body}0`)) % 10));
/** What may stand around a number in a text. */
const around = fc.constantFrom('', ' ', '：', '号码', '(', ')', '，', '\n');

const SOMETIMES = { numRuns: 300 };

describe('the shape of an identity card', () => {
  it('is found in every number that is one, alone or in a text [A-10, R-28]', () => {
    fc.assert(
      fc.property(idCard, around, around, (number, before, after) => {
        expect(idNumber(`${before}${number}${after}`, [])).toBe('match');
        expect(idNumber(number.toLowerCase(), [])).toBe('match');
      }),
      SOMETIMES,
    );
  });

  it('is never found where a single digit is wrong', () => {
    fc.assert(
      fc.property(idCard, fc.nat(16), fc.integer({ min: 1, max: 9 }), (number, at, by) => {
        const changed = (Number(number[at]) + by) % 10;
        expect(idNumber(number.slice(0, at) + changed + number.slice(at + 1), [])).not.toBe('match');
      }),
      SOMETIMES,
    );
  });

  it('is not found inside a longer number, nor without a province or a day that exists', () => {
    const number = '11010519491231002X'; // the example of GB 11643
    expect(idNumber(number, [])).toBe('match');
    expect(idNumber(`1${number}`, [])).toBeNull();
    expect(idNumber(`990105${'19491231'}0021`, [])).toBeNull();
    expect(idNumber('110105194913310021', [])).toBeNull();
    expect(idNumber('１１０１０５１９４９１２３１００２Ｘ', []), 'in full-width digits').toBe('match');
    expect(idNumber(null, [])).toBeNull();
    expect(idNumber({ number }, [])).toBeNull();
  });
});

describe('the shape of a bank card', () => {
  it('is found in every number that is one, in groups of four too [A-10, R-28]', () => {
    fc.assert(
      fc.property(card, around, (number, before) => {
        expect(bankCard(`${before}${number}`, [])).toBe('match');
        expect(bankCard(number.replace(/(\d{4})(?=\d)/g, '$1 '), [])).toBe('match');
      }),
      SOMETIMES,
    );
  });

  it('is near, and no more, where a single digit is wrong', () => {
    fc.assert(
      fc.property(card, fc.integer({ min: 1, max: 9 }), (number, by) => {
        expect(bankCard(number.slice(0, -1) + ((Number(number.at(-1)) + by) % 10), [])).toBe('near');
      }),
      SOMETIMES,
    );
  });

  it('is not found in what begins like no card: times, order ids, phone numbers', () => {
    for (const other of [
      '20260309123456789',
      '1700000000000',
      '13912345678',
      '4444444444444444',
      '12345678901234567',
    ]) {
      expect(bankCard(other, []), other).toBeNull();
    }
    expect(bankCard(6222021234567890123n, []), 'numbers too').not.toBeNull();
  });

  it('leaves an identity card of Gansu to the other shape', () => {
    fc.assert(
      fc.property(birthday, digits(3), (day, rest) => {
        const body = `620102${day}${rest}`;
        expect(bankCard(body + checkOf(body), [])).not.toBe('match');
      }),
      SOMETIMES,
    );
  });
});

describe('the shape of precise coordinates', () => {
  it.each<[unknown, string[], 'match' | null]>([
    ['31.230416, 121.473701', ['place'], 'match'],
    ['在 31.230416，121.473701 附近', ['note'], 'match'],
    ['121.473701', ['user', 'lng'], 'match'],
    [31.230416, ['latitude'], 'match'],
    [31.23, ['latitude'], null],
    ['31.230416', ['price'], null],
    ['131.230416', ['lat'], null],
    ['31.2, 121.4', ['place'], null],
    ['1.20000, 300.99999', ['place'], null],
    [null, ['lat'], null],
  ])('%s under %s: %s [A-10, R-28]', (value, words, likeness) => {
    expect(coordinates(value, words)).toBe(likeness);
  });

  it('is found in every pair on earth', () => {
    const degrees = (most: number) => fc.double({ min: -most, max: most, noNaN: true }).map((one) => one.toFixed(5));
    fc.assert(
      fc.property(degrees(90), degrees(180), (a, b) => {
        expect(coordinates(`${a},${b}`, [])).toBe('match');
      }),
    );
  });
});

describe('the shape of a phone book', () => {
  const mobile = digits(9).map((rest) => `13${rest}`);
  const book = fc.uniqueArray(mobile, { minLength: 5, maxLength: 12 });

  it('is found in lists, maps and texts with the numbers of five people [A-10, R-28]', () => {
    fc.assert(
      fc.property(book, (numbers) => {
        expect(phoneBook(numbers, [])).toBe('match');
        expect(
          phoneBook(
            numbers.map((tel) => ({ name: 'x', tel: `+86 ${tel}` })),
            [],
          ),
        ).toBe('match');
        expect(phoneBook(numbers.join('、'), [])).toBe('match');
        expect(phoneBook(new Set(numbers), [])).toBe('match');
      }),
    );
  });

  it('is not found in the numbers of four, nor in one number often', () => {
    fc.assert(
      fc.property(book, (numbers) => {
        expect(phoneBook(numbers.slice(0, 4), [])).toBeNull();
        expect(
          phoneBook(
            numbers.map(() => numbers[0]),
            [],
          ),
        ).toBeNull();
      }),
    );
  });
});

describe('every shape', () => {
  it('bears whatever is stored', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        for (const one of Object.values(SHAPES)) expect(['match', 'near', null]).toContain(one(value, ['lat']));
      }),
    );
  });

  it('is quick on a long text', () => {
    for (const text of ['1 '.repeat(200_000), '1'.repeat(400_000), '62 '.repeat(100_000), '31.23041 '.repeat(50_000)]) {
      const begun = performance.now();
      for (const one of Object.values(SHAPES)) one(text, []);
      expect(performance.now() - begun).toBeLessThan(500);
    }
  });
});
