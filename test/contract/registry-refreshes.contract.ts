import { beforeEach, describe, expect, it } from 'vitest';
import type { Registry } from '../../lib/registry/index.ts';

const NIGHTLY = { dataset: 'orders', copy: 'nightly # 1', evidence: 'job 4711' };

/** What the product needs of refreshed backups and of audits: the latest of each, and the cases that wait for a copy. */
export function refreshContract(current: () => Registry): void {
  let registry: Registry;
  beforeEach(() => {
    registry = current();
  });

  describe('a refresh of a backup', () => {
    it('is kept by copy, the latest alone, whatever order they are told in [C-20, R-16]', async () => {
      const [early, late] = ['2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'];
      expect(await registry.refreshes()).toEqual([]);
      const first = { ...NIGHTLY, id: 'a', refreshedAt: early };
      const second = { ...NIGHTLY, id: 'b', refreshedAt: late };
      expect(await registry.noteRefresh(first)).toEqual(first);
      expect(await registry.noteRefresh(second)).toEqual(second);
      expect(await registry.noteRefresh(first), 'too late to count').toEqual(second);
      const other = { ...first, copy: 'weekly' };
      await registry.noteRefresh(other);
      expect(await registry.refreshes()).toEqual([second, other]);
    });

    it('finds the cases whose certificates are due later, page by page', async () => {
      for (const [at, id] of [
        [1000, 'due'],
        [5000, 'one'],
        [6000, 'two'],
        [6000, 'three'],
      ] as const) {
        await registry.putOnDocket({ case: id, at });
      }
      const first = await registry.certificatesAhead({ at: 1000 }, 2);
      expect(first.entries.map((entry) => entry.case)).toEqual(['one', 'three']);
      const rest = first.next && (await registry.certificatesAhead(first.next, 2));
      expect(rest).toEqual({ entries: [{ case: 'two', at: 6000 }], next: null });
    });
  });

  describe('an audit', () => {
    it('is kept by store, the last alone [R-28]', async () => {
      const numbers = { records: 9, untracked: 1, due: 2, held: 3, undated: 4, ownerless: 5 };
      const first = {
        store: 'orders',
        policy: 'shop',
        pass: 1,
        begunAt: 1000,
        endedAt: 2000,
        ...numbers,
        findings: [],
      };
      const finding = { kind: 'undeclared', attribute: 'ip', category: null, count: 4 } as const;
      const second = { ...first, pass: 2, findings: [finding] };
      const nobodys = { ...first, store: 'clicks', policy: null };
      expect(await registry.audits()).toEqual([]);
      for (const one of [first, second, nobodys]) await registry.keepAudit(one);
      expect(await registry.audits()).toEqual([nobodys, second]);
    });
  });
}
