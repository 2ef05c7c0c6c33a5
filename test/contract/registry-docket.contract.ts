import { beforeEach, describe, expect, it } from 'vitest';
import type { Refusal } from '../../lib/evidence/certificate/refusal.ts';
import type { Case, Registry } from '../../lib/registry/index.ts';

const refusal: Refusal = {
  stage: 'erased',
  at: 5000,
  reasons: [
    { kind: 'restriction', what: 'orders#trade', until: null, law: 'E-commerce Law Art. 31' },
    { kind: 'recipient', what: 'courier' },
  ],
};

/** What the product needs of the docket: cases by deadline, and certificates by when to think of them. */
export function docketContract(
  current: () => Registry,
  open: (id: string, rest: Partial<Case>) => Promise<boolean>,
): void {
  let registry: Registry;
  beforeEach(() => {
    registry = current();
  });
  const NOBODY = { outstanding: [], restricted: [] };
  const due = (now = 9e12) => registry.certificatesDue(now, 100);
  const waiting = async () => (await registry.openCases('', 100)).cases.map(({ id }) => id);

  describe('the docket', () => {
    it('has open and restricted cases by deadline, page by page', async () => {
      expect(await registry.openCases('', 2)).toEqual({ cases: [], next: null });
      const deadlines = { late: 86_400_000, b: 5000, a: 5000, odd: 5001 };
      for (const [id, deadline] of Object.entries(deadlines)) await open(id, { deadline });
      const first = await registry.openCases('', 2);
      expect(first.cases).toEqual([
        { id: 'a', deadline: 5000 },
        { id: 'b', deadline: 5000 },
      ]);
      const second = await registry.openCases(first.next ?? '', 2);
      expect(second.cases, 'rounded up to a second').toEqual([
        { id: 'odd', deadline: 6000 },
        { id: 'late', deadline: 86_400_000 },
      ]);
      expect(await registry.openCases(second.next ?? '', 2)).toEqual({ cases: [], next: null });
    });

    it('has no case twice that is opened twice', async () => {
      await open('c1', {});
      await open('c1', { deadline: 9000 });
      expect((await registry.openCases('', 10)).cases).toEqual([{ id: 'c1', deadline: 2000 }]);
    });

    it('asks for the certificate of a case that ends, in the second after, and no longer for its end', async () => {
      await open('c1', NOBODY);
      expect(await due()).toEqual([]);
      await registry.endCase({ id: 'c1', deadline: 2000 }, 'completed', 7300);
      expect(await due(7999)).toEqual([]);
      expect(await due(8000)).toEqual([{ case: 'c1', at: 8000 }]);
      expect(await waiting()).toEqual([]);
    });

    it('asks for the certificate of a case that becomes restricted, which has not ended', async () => {
      await open('c1', { outstanding: [], restricted: ['orders#trade'] });
      await registry.endCase({ id: 'c1', deadline: 2000 }, 'restricted', 7000);
      expect(await due()).toEqual([{ case: 'c1', at: 8000 }]);
      expect(await waiting()).toEqual(['c1']);
    });

    it('is left as it is where a case was not ended after all', async () => {
      await open('c1', {});
      await registry.endCase({ id: 'c1', deadline: 2000 }, 'completed', 7000);
      expect(await due()).toEqual([]);
      expect(await waiting()).toEqual(['c1']);
    });

    it('asks at once for the certificate of a case that nothing waits for', async () => {
      await open('c1', { ...NOBODY, state: 'completed', completedAt: 7300 });
      expect(await due()).toEqual([{ case: 'c1', at: 8000 }]);
      expect(await waiting()).toEqual([]);
      expect(await registry.case('c1')).toMatchObject({ state: 'completed', completedAt: 7300 });
    });

    it('gives what has started, the oldest first, as many as are asked for', async () => {
      for (const [id, at] of Object.entries({ b: 4000, c: 90_000, a: 4000, old: 3001 })) {
        await registry.putOnDocket({ case: id, at });
        await registry.putOnDocket({ case: id, at });
      }
      expect((await due(4999)).map((entry) => entry.case)).toEqual(['a', 'b', 'old']);
      expect(await registry.certificatesDue(9e12, 1)).toEqual([{ case: 'a', at: 4000 }]);
      expect((await due()).map((entry) => entry.at)).toEqual([4000, 4000, 4000, 90_000]);
    });
  });

  describe('a certificate', () => {
    beforeEach(() => open('c1', { ...NOBODY, recipients: [{ id: 'bank' }, { id: 'courier' }] }));
    const entry = { case: 'c1', at: 4000 };

    it('is noted with its case, the first time it was issued, in the order of the stages', async () => {
      await registry.putOnDocket(entry);
      await registry.refused(entry, 'c1', refusal, 60_000);
      expect((await registry.case('c1'))?.refusal).toEqual(refusal);
      await registry.certified({ case: 'c1', at: 60_000 }, 'c1', { stage: 'final', at: 9000 }, null);
      await registry.certified(null, 'c1', { stage: 'beyond-use', at: 8000 }, null);
      await registry.certified(null, 'c1', { stage: 'erased', at: 8000 }, null);
      await registry.certified(null, 'c1', { stage: 'beyond-use', at: 9500 }, null);
      const known = await registry.case('c1');
      expect(known?.issued).toEqual([
        { stage: 'erased', at: 8000 },
        { stage: 'beyond-use', at: 8000 },
        { stage: 'final', at: 9000 },
      ]);
      expect(known).not.toHaveProperty('refusal');
      expect(await due()).toEqual([]);
    });

    it('that was refused is refused anew, for the reasons that hold then', async () => {
      await registry.refused(null, 'c1', refusal, null);
      await registry.refused(null, 'c1', { ...refusal, at: 6000, reasons: [] }, null);
      expect((await registry.case('c1'))?.refusal).toEqual({ stage: 'erased', at: 6000, reasons: [] });
    });

    it.each([
      ['issued', () => registry.certified(entry, 'c1', { stage: 'erased', at: 4000 }, 7001)],
      ['refused', () => registry.refused(entry, 'c1', refusal, 7001)],
    ])('that is %s leaves the docket, and the next look comes onto it', async (_, settle) => {
      await registry.putOnDocket(entry);
      await registry.putOnDocket({ case: 'c2', at: 4000 });
      await settle();
      const left = [
        { case: 'c2', at: 4000 },
        { case: 'c1', at: 8000 },
      ];
      expect(await due()).toEqual(left);
      await settle();
      expect(await due()).toEqual(left);
    });

    it('may be looked at again under the same entry', async () => {
      await registry.putOnDocket(entry);
      await registry.refused(entry, 'c1', refusal, 3500);
      expect(await due()).toEqual([entry]);
      await registry.certified(entry, 'c1', { stage: 'erased', at: 4000 }, 4000);
      expect(await due()).toEqual([entry]);
    });

    it('of a case that does not exist is neither issued nor refused, and its entry stays', async () => {
      const stray = { case: 'none', at: 4000 };
      await registry.putOnDocket(stray);
      await expect(registry.certified(stray, 'none', { stage: 'erased', at: 1 }, null)).rejects.toThrow();
      await expect(registry.refused(stray, 'none', refusal, null)).rejects.toThrow();
      expect(await registry.case('none')).toBeNull();
      expect(await due()).toEqual([stray]);
    });
  });

  describe('a recipient', () => {
    const recipients = [
      { id: 'bank', attempts: 1 },
      { id: 'courier', attempts: 1 },
    ];

    it('confirms once: the first time stands', async () => {
      await open('c1', { ...NOBODY, recipients });
      const confirmed = [
        { id: 'bank', attempts: 1 },
        { id: 'courier', attempts: 1, confirmedAt: 5 },
      ];
      expect((await registry.confirmRecipient('c1', 'courier', 5, 10))?.recipients).toEqual(confirmed);
      expect((await registry.confirmRecipient('c1', 'courier', 6, 10))?.recipients).toEqual(confirmed);
      expect((await registry.case('c1'))?.recipients).toEqual(confirmed);
      expect(await due(), 'nothing to certify yet').toEqual([]);
    });

    it('that the case never named changes nothing', async () => {
      await open('c1', { ...NOBODY, recipients, state: 'completed', completedAt: 1 });
      for (const entry of await due()) await registry.refused(entry, 'c1', refusal, null);
      expect((await registry.confirmRecipient('c1', 'stranger', 5, 10))?.recipients).toEqual(recipients);
      expect(await due()).toEqual([]);
    });

    it('that nobody told, or that keeps the data, changes nothing [R-17]', async () => {
      const unasked = [{ id: 'bank', skipped: { because: 'law', why: 'A law' } as const }, { id: 'courier' }];
      await open('c1', { ...NOBODY, recipients: unasked, state: 'completed', completedAt: 1 });
      for (const entry of await due()) await registry.refused(entry, 'c1', refusal, null);
      for (const { id } of unasked) {
        expect((await registry.confirmRecipient('c1', id, 5, 10))?.recipients).toEqual(unasked);
      }
      expect(await due()).toEqual([]);
    });

    it('whose answer a person took says which role that was', async () => {
      await open('c1', { ...NOBODY, recipients });
      const known = await registry.confirmRecipient('c1', 'bank', 5, 10, 'privacy desk');
      expect(known?.recipients[0]).toEqual({ id: 'bank', attempts: 1, confirmedAt: 5, confirmedBy: 'privacy desk' });
    });

    it('of a completed case brings it back onto the docket, also when told again', async () => {
      await open('c1', { ...NOBODY, recipients });
      await registry.endCase({ id: 'c1', deadline: 2000 }, 'completed', 3000);
      for (const entry of await due()) await registry.refused(entry, 'c1', refusal, null);
      await registry.confirmRecipient('c1', 'bank', 5, 10_500);
      expect(await due()).toEqual([{ case: 'c1', at: 11_000 }]);
      await registry.confirmRecipient('c1', 'bank', 5, 20_000);
      expect(await due()).toHaveLength(2);
    });
  });
}
