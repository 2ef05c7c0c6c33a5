import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseOrder as parseCase } from '../../functions/case/orders.ts';
import { parseOrder as parseHold } from '../../functions/hold/orders.ts';
import { parseOrder as parseOperate } from '../../functions/operate/orders.ts';
import { parseOrder as parseTell } from '../../functions/tell/orders.ts';
import { parseEvent } from '../../lib/registry/index.ts';
import { busEvent, NOW } from '../functions/messages.ts';
import { codeOf } from '../platforms/support.ts';
import { brokenText } from './hostile.ts';
import { runsOf } from './runs.ts';

/*
 * Text with half a character in it is the same as other text once a store has written it down: a case about one person
 * would be worked off on another, and a hold would protect nobody.
 */
const broken = brokenText
  .filter((text) => !text.isWellFormed())
  .map((text) => text.slice(0, 100))
  .filter((text) => !text.isWellFormed());
const ID = 'kBIfvPBMgRDS2k4XuP8OCQ';
const at = '2026-03-01T00:00:00Z';

const refusalOf = (work: () => unknown): Promise<string> => codeOf(async () => work());

describe('evidence as long as a message', () => {
  it.each([
    `${'a'.repeat(250_000)}\n`,
    `${' '.repeat(250_000)}\n`,
    `${' a'.repeat(125_000)}\u0085`,
  ])('is refused at once', async (evidence) => {
    const detail = { id: 'p', case: ID, preconditions: { identity: evidence }, metAt: at };
    const began = performance.now();
    expect(await refusalOf(() => parseEvent(busEvent('PreconditionsMet', detail), NOW))).toBe('EVENT_INCOMPLETE');
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

describe('an id as long as any', () => {
  it('may be asked for like any other', async () => {
    const longest = '王'.repeat(2048);
    const hold = { id: 'h', ground: 'a', authority: 'Court', by: 'officer', reviewAt: at };
    const on = { policy: 'shop', subject: longest };
    const reopened = { id: 'a', policy: 'shop', subject: longest, reopenedAt: at };
    expect(parseEvent(busEvent('AccountReopened', reopened), NOW)).toMatchObject({ subject: longest });
    expect(parseHold({ command: 'hold place', ...hold, on })).toMatchObject({ on });
    expect(parseOperate({ command: 'receipts find', ...on, after: null })).toMatchObject(on);
  });
});

describe('text with half a character in it', () => {
  it('names nobody in an event, and proves nothing', async () => {
    await fc.assert(
      fc.asyncProperty(broken, async (text) => {
        const closure = { id: 'c', policy: 'shop', subject: 'li', receivedAt: at };
        const events = [
          ['AccountClosed', { ...closure, subject: text }],
          ['AccountClosed', { ...closure, id: text }],
          ['AccountClosed', { ...closure, preconditions: { identity: text } }],
          ['PreconditionsMet', { id: 'p', case: ID, preconditions: { identity: text }, metAt: at }],
          ['AccountReopened', { id: 'a', policy: 'shop', subject: text, reopenedAt: at }],
          ['PersonalDataStored', { dataset: 'logs', subject: text, times: {} }],
        ] as const;
        for (const [type, detail] of events) {
          expect(await refusalOf(() => parseEvent(busEvent(type, detail), NOW)), type).toBe('EVENT_INCOMPLETE');
        }
      }),
      runsOf('half a character in events'),
    );
  });

  it('is in no order that a function takes', async () => {
    await fc.assert(
      fc.asyncProperty(broken, async (text) => {
        const hold = { id: 'h', ground: 'a', authority: 'Court', by: 'officer', reviewAt: at };
        const about = { case: ID, recipient: 'courier' };
        const orders: readonly (readonly [(order: unknown) => unknown, object])[] = [
          [parseHold, { command: 'hold place', ...hold, on: { policy: 'shop', subject: text } }],
          [parseHold, { command: 'hold place', ...hold, on: { policy: 'shop' }, authority: text }],
          [parseCase, { command: 'case meet', case: ID, gate: 'identity', evidence: text, by: 'officer' }],
          [parseCase, { command: 'case grant', case: ID, reason: text, by: 'officer' }],
          [parseOperate, { command: 'receipts find', policy: 'shop', subject: text, after: null }],
          [parseTell, { command: 'recipient sent', ...about, by: text }],
        ];
        for (const [parse, order] of orders) {
          expect(await refusalOf(() => parse(order)), JSON.stringify(order)).toBe('USAGE');
          const whole = JSON.parse(JSON.stringify(order).replaceAll(JSON.stringify(text), '"li"'));
          expect(await refusalOf(() => parse(whole))).toBe('nothing was thrown');
        }
      }),
      runsOf('half a character in orders'),
    );
  });
});
