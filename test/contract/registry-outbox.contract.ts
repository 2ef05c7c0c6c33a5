import { beforeEach, describe, expect, it } from 'vitest';
import type { Case, CaseRecipient, Registry } from '../../lib/registry/index.ts';
import { openUnder } from '../registry/open-under.ts';
import { sampleCase } from '../registry/sample-case.ts';

const KEEPS = { because: 'law', why: 'Anti-Money Laundering Law Art. 34' } as const;
const AT = 5_000;

/** What the product needs of a registry to tell recipients, and to know what each was told. */
export function outboxContract(current: () => Registry, newRef: () => string): void {
  let registry: Registry;
  let ref: string;
  beforeEach(() => {
    registry = current();
    ref = newRef();
  });

  const open = (id: string, rest: Partial<Case> = {}) => {
    const closure = { case: id, trigger: 'AccountClosed' as const, at: 1, deadline: 2000, covers: [] };
    const recipients = [{ id: 'bank', skipped: KEEPS }, { id: 'courier' }];
    const opened = sampleCase({ id, ref, deadline: 2000, receivedAt: AT, recipients, ...rest });
    return openUnder(registry, opened, { ref, policy: 'shop', id: 'li', closure });
  };
  const due = (now = 9e12) => registry.noticesDue(now, 100);
  const courier = async (id = 'c1'): Promise<CaseRecipient | undefined> =>
    (await registry.case(id))?.recipients.find((one) => one.id === 'courier');

  describe('the outbox', () => {
    it('has a case as soon as it is open, due at once [D-46, E-24, R-17]', async () => {
      await open('c1');
      expect(await due(AT - 1)).toEqual([]);
      expect(await due(AT)).toEqual([{ case: 'c1', at: AT }]);
      expect(await open('c1'), 'told again').toBe(false);
      expect(await due()).toHaveLength(1);
    });

    it('has a case that waits for its gates only once it begins', async () => {
      const waiting = sampleCase({
        ...{ id: 'c1', ref, deadline: 2000, receivedAt: AT, state: 'waiting' },
        gates: [{ id: 'identity' }],
        recipients: [{ id: 'courier' }],
      });
      const person = { ref, policy: 'shop', id: 'li' };
      await registry.openCase(waiting, { ...person, waiting: ['c1'] }, []);
      expect(await due()).toEqual([]);
      const closure = { case: 'c1', trigger: 'AccountClosed' as const, at: 1, deadline: 2000, covers: [] };
      await registry.meetGates(waiting, [{ id: 'identity', metAt: AT + 1 }], {
        state: 'open',
        outstanding: ['logs#short'],
        deadline: { at: 3000, provisional: false, calendar: null },
        subject: { ...person, closure, turn: 1 },
        timers: [],
      });
      expect(await due()).toEqual([{ case: 'c1', at: AT }]);
    });

    it('has none whose recipients all keep the data, or that nobody received anything of', async () => {
      await open('c1', { recipients: [] });
      await open('c2', { recipients: [{ id: 'bank', skipped: KEEPS }] });
      expect(await due()).toEqual([]);
    });

    it('gives what has started, the oldest first, as many as are asked for', async () => {
      for (const [id, at] of Object.entries({ b: 4000, c: 90_000, a: 4000, old: 3001 })) {
        await registry.putNotice({ case: id, at });
        await registry.putNotice({ case: id, at });
      }
      expect((await due(4999)).map((entry) => entry.case)).toEqual(['a', 'b', 'old']);
      expect(await registry.noticesDue(9e12, 1)).toEqual([{ case: 'a', at: 4000 }]);
    });

    it('lists all that wait, page by page', async () => {
      for (const id of ['a', 'b', 'c']) await registry.putNotice({ case: id, at: 4000 });
      const first = await registry.noticesWaiting('', 2);
      expect(first.entries.map((entry) => entry.case)).toEqual(['a', 'b']);
      const second = await registry.noticesWaiting(first.next ?? '', 2);
      expect(second).toEqual({ entries: [{ case: 'c', at: 4000 }], next: null });
    });

    it('puts the next look at a case in the place of the one before, repeatably', async () => {
      const entry = { case: 'c1', at: 4000 };
      await registry.putNotice(entry);
      await registry.turnNotice(entry, 7001);
      await registry.turnNotice(entry, 7001);
      expect(await due()).toEqual([{ case: 'c1', at: 8000 }]);
      await registry.turnNotice({ case: 'c1', at: 8000 }, 8000);
      expect(await due(), 'the same once more').toHaveLength(1);
      await registry.turnNotice({ case: 'c1', at: 8000 }, null);
      await registry.turnNotice({ case: 'c1', at: 8000 }, null);
      expect(await due()).toEqual([]);
    });
  });

  describe('a recipient that is told', () => {
    const first = { number: 1, confirmBy: 100_000, next: 6000 };

    it('has each attempt noted before it is made, and only one makes it', async () => {
      await open('c1');
      const both = [registry.beginTelling('c1', 'courier', first), registry.beginTelling('c1', 'courier', first)];
      expect((await Promise.all(both)).filter((one) => one === null)).toHaveLength(1);
      expect(await courier()).toEqual({ id: 'courier', attempts: 1, confirmBy: 100_000, next: 6000 });
      expect(await registry.beginTelling('c1', 'courier', { ...first, number: 3 })).toBeNull();
      const again = await registry.beginTelling('c1', 'courier', { number: 2, confirmBy: 200_000, next: 7000 });
      expect(again?.recipients[1], 'the first deadline stands').toEqual({
        id: 'courier',
        attempts: 2,
        confirmBy: 100_000,
        next: 7000,
      });
      expect(await registry.case('c1')).toEqual(again);
    });

    it('is one that the case names and that is to be told', async () => {
      await open('c1');
      expect(await registry.beginTelling('c1', 'bank', first), 'it keeps the data').toBeNull();
      expect(await registry.beginTelling('c1', 'stranger', first)).toBeNull();
      expect(await registry.beginTelling('none', 'courier', first)).toBeNull();
      expect(await registry.noteTold('c1', 'courier', { at: 1, failure: null, next: 2 }), 'never begun').toBeNull();
      expect(await registry.noteTold('c1', 'stranger', { at: 1, failure: null, next: 2 })).toBeNull();
    });

    it('has it noted what came of each, the first delivery for good', async () => {
      await open('c1');
      await registry.beginTelling('c1', 'courier', first);
      const failed = await registry.noteTold('c1', 'courier', { at: null, failure: 'RECIPIENT_SILENT', next: 7000 });
      expect(failed?.recipients[1]).toEqual({
        id: 'courier',
        attempts: 1,
        confirmBy: 100_000,
        next: 7000,
        failure: 'RECIPIENT_SILENT',
      });
      await registry.noteTold('c1', 'courier', { at: 7500, by: 'post room', failure: null, next: 50_000 });
      await registry.noteTold('c1', 'courier', { at: 9000, by: 'others', failure: null, next: 60_000 });
      expect(await courier()).toEqual({
        id: 'courier',
        attempts: 1,
        confirmBy: 100_000,
        next: 60_000,
        toldAt: 7500,
        toldBy: 'post room',
      });
    });
  });

  describe('a recipient that is escalated', () => {
    it('is listed and noted, the first time for good, and has the certificate of a completed case thought of', async () => {
      await open('c1', { state: 'completed', completedAt: 1 });
      for (const entry of await registry.certificatesDue(9e12, 10)) {
        await registry.certified(entry, 'c1', { stage: 'erased', at: 1 }, null);
      }
      const escalated = await registry.escalateRecipient('c1', 'courier', { at: 50_000, by: 'privacy desk' });
      expect(escalated?.recipients[1]).toEqual({ id: 'courier', escalatedAt: 50_000, escalatedBy: 'privacy desk' });
      expect(await registry.certificatesDue(9e12, 10)).toEqual([{ case: 'c1', at: 51_000 }]);
      await registry.escalateRecipient('c1', 'courier', { at: 70_000 });
      expect((await courier())?.escalatedAt).toBe(50_000);
      expect(await registry.escalatedRecipients(10)).toEqual([{ case: 'c1', recipient: 'courier', at: 50_000 }]);
    });

    it('is one that was to be told', async () => {
      await open('c1');
      expect(await registry.escalateRecipient('c1', 'bank', { at: 1 })).toBeNull();
      expect(await registry.escalateRecipient('c1', 'stranger', { at: 1 })).toBeNull();
      expect(await registry.escalateRecipient('none', 'courier', { at: 1 })).toBeNull();
      expect(await registry.escalatedRecipients(10)).toEqual([]);
    });

    it('is listed with the latest first', async () => {
      for (const [id, at] of Object.entries({ c1: 3000, c2: 9000 })) {
        await open(id);
        await registry.escalateRecipient(id, 'courier', { at });
      }
      expect((await registry.escalatedRecipients(10)).map((one) => one.case)).toEqual(['c2', 'c1']);
      expect(await registry.escalatedRecipients(1)).toHaveLength(1);
    });
  });
}
