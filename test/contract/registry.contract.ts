import { randomBytes } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import type { HoldScope, PlannedTimer, Registry, ShardState, Tag, UrgentTimer } from '../../lib/registry/index.ts';
import { plannedSortKey, urgentSortKey } from '../../lib/registry/keys.ts';
import { IDLE } from '../../lib/registry/model.ts';
import { inForce, RELEASED, sampleHold } from '../registry/sample-hold.ts';
import { brakeContract } from './registry-brakes.contract.ts';
import { caseContract } from './registry-cases.contract.ts';
import { deskContract } from './registry-desk.contract.ts';
import { openingsContract } from './registry-openings.contract.ts';
import { outboxContract } from './registry-outbox.contract.ts';
import { refreshContract } from './registry-refreshes.contract.ts';
import { ruleBookContract } from './registry-rule-book.contract.ts';
import { shutDownContract } from './registry-shut-downs.contract.ts';
import { walkContract } from './registry-walks.contract.ts';
import { warningsContract } from './registry-warnings.contract.ts';

/** Shards that `make` has to give its registries. */
export const SHARDS = 1;
const shard = { action: 'delete', shard: 0 } as const;
const all = { after: '', until: { startedAt: 9e12 }, limit: 1000 };

export const newRef = () => randomBytes(16).toString('base64url');
const randomId = () => randomBytes(8).toString('hex');

/** What the product needs of a registry. `make`: an empty one, for each test. */
export function registryContract(make: () => Promise<Registry>): void {
  let registry: Registry;
  let ref: string;
  beforeEach(async () => {
    registry = await make();
    ref = newRef();
  });

  const planned = (rest: Partial<PlannedTimer> = {}): PlannedTimer => {
    return { action: 'delete', startAt: 1_000_000, ref, dataset: 'logs', rule: 'short', ...rest };
  };
  const urgent = (rest: Partial<UrgentTimer> = {}): UrgentTimer => ({ ...planned(), nonce: 'n', ...rest });
  const tag = (rest: Partial<Tag> = {}): Tag => {
    return { ref, dataset: 'logs', rule: 'short', state: 'kept', policyVersion: '1', ...rest };
  };

  describe('subjects', () => {
    const subject = () => ({ ref, policy: 'shop', id: 'li' });

    it('are known once remembered', async () => {
      expect((await registry.subjects([ref])).size).toBe(0);
      await registry.rememberSubject(subject());
      await registry.rememberSubject(subject());
      expect(await registry.subjects([ref, newRef(), ref])).toEqual(new Map([[ref, subject()]]));
    });

    it('more than fit in one read are all found', async () => {
      const refs = Array.from({ length: 130 }, newRef);
      for (const one of refs) await registry.rememberSubject({ ref: one, policy: 'shop', id: one });
      expect((await registry.subjects(refs)).size).toBe(130);
    });

    it('vanish when forgotten', async () => {
      expect(await registry.markForgetting(ref, 5)).toBe(false);
      await registry.rememberSubject(subject());
      expect(await registry.markForgetting(ref, 5)).toBe(true);
      expect((await registry.subjects([ref])).get(ref)).toEqual({ ...subject(), forgetting: 5 });
      expect(await registry.forgetSubject(ref, 5, null)).toBe(true);
      expect((await registry.subjects([ref])).size).toBe(0);
      expect(await registry.forgetSubject(ref, 5, null)).toBe(false);
      expect(await registry.markForgetting(ref, 5)).toBe(false);
    });

    it('are not forgotten when remembered or marked again meanwhile', async () => {
      await registry.rememberSubject(subject());
      expect(await registry.forgetSubject(ref, 5, null), 'never marked').toBe(false);
      await registry.markForgetting(ref, 5);
      await registry.rememberSubject(subject());
      expect(await registry.forgetSubject(ref, 5, null)).toBe(false);
      await registry.markForgetting(ref, 6);
      await registry.markForgetting(ref, 7);
      expect(await registry.forgetSubject(ref, 6, null)).toBe(false);
      expect((await registry.subjects([ref])).get(ref)).toEqual({ ...subject(), forgetting: 7 });
    });

    it('are not forgotten while something of them is unproved [P4]', async () => {
      await registry.noteUnproved(ref, 'logs#short');
      expect((await registry.subjects([ref])).size, 'nobody knows them').toBe(0);
      await registry.rememberSubject(subject());
      await registry.markForgetting(ref, 5);
      for (const cluster of ['orders#trade', 'logs#short', 'logs#short']) await registry.noteUnproved(ref, cluster);
      const { subject: known } = await registry.checkSubject(ref);
      expect(known).toEqual({ ...subject(), forgetting: 5, unproved: ['logs#short', 'orders#trade'] });
      expect(await registry.forgetSubject(ref, 5, null)).toBe(false);
      for (const cluster of ['logs#short', 'logs#short', 'logs#phones']) await registry.clearUnproved(ref, cluster);
      expect((await registry.subjects([ref])).get(ref)?.unproved).toEqual(['orders#trade']);
      expect(await registry.forgetSubject(ref, 5, null)).toBe(false);
      await registry.rememberSubject(subject());
      expect((await registry.subjects([ref])).get(ref)).toEqual({ ...subject(), unproved: ['orders#trade'] });
      await registry.clearUnproved(ref, 'orders#trade');
      expect((await registry.subjects([ref])).get(ref)).toEqual(subject());
      await registry.markForgetting(ref, 6);
      expect(await registry.forgetSubject(ref, 6, null)).toBe(true);
      await registry.clearUnproved(ref, 'orders#trade');
      await registry.noteUnproved(ref, 'orders#trade');
      expect((await registry.subjects([ref])).size).toBe(0);
    });
  });

  describe('holds', () => {
    const place = (scope: HoldScope, id?: string) => registry.placeHold(sampleHold(scope, id));

    it('on a subject are read together with it, and only they', async () => {
      const [other, [one, two]] = [newRef(), [randomId(), randomId()].sort()];
      await registry.rememberSubject({ ref, policy: 'shop', id: 'li' });
      await registry.putTags([tag(), tag({ dataset: 'A' })]);
      const first = await place({ ref }, one);
      const second = await place({ ref }, two);
      const third = await place({ ref: other }, randomId());
      const subject = { ref, policy: 'shop', id: 'li' };
      expect(await registry.checkSubject(ref)).toEqual({
        subject,
        holds: [inForce(first), inForce(second)],
        fulfilled: [],
      });
      expect(await registry.checkSubject(other)).toEqual({ subject: null, holds: [inForce(third)], fulfilled: [] });
      expect(await registry.checkSubject(newRef())).toEqual({ subject: null, holds: [], fulfilled: [] });
    });

    it('on a policy or dataset are read by its name', async () => {
      const wide = randomId();
      const hold = await place({ wide }, randomId());
      expect(await registry.wideHolds(wide)).toEqual([inForce(hold)]);
      expect(await registry.wideHolds(wide.slice(0, -1))).toEqual([]);
      expect((await registry.checkSubject(ref)).holds).toEqual([]);
    });

    it('are released, and stay on the list with who released them first', async () => {
      for (const scope of [{ ref }, { wide: randomId() }]) {
        const [id, other] = [randomId(), randomId()];
        const placed = await place(scope, id);
        await place(scope, other);
        const released = { ...placed, released: RELEASED };
        expect(await registry.releaseHold(id, RELEASED)).toEqual(released);
        expect(await registry.releaseHold(id, { at: 9, by: 'somebody else' })).toEqual(released);
        const left = 'ref' in scope ? (await registry.checkSubject(ref)).holds : await registry.wideHolds(scope.wide);
        expect(left.map((hold) => hold.id)).toEqual([other]);
        const listed = (await registry.holds()).filter((hold) => [id, other].includes(hold.id));
        expect(listed).toHaveLength(2);
        expect(listed).toContainEqual(released);
      }
      expect(await registry.releaseHold(randomId(), RELEASED)).toBeNull();
    });

    it('are who was first under an id, also after its release', async () => {
      const id = randomId();
      const first = await place({ ref }, id);
      expect(await registry.placeHold(sampleHold({ ref: newRef() }, id, { ground: 'b' }))).toEqual(first);
      expect((await registry.checkSubject(ref)).holds).toEqual([inForce(first)]);
      await registry.releaseHold(id, RELEASED);
      expect(await place({ ref }, id)).toEqual({ ...first, released: RELEASED });
      expect((await registry.checkSubject(ref)).holds).toEqual([]);
    });
  });

  describe('tags', () => {
    it('come back as they were written, the later in place of the earlier', async () => {
      const restricted = tag({ rule: 'trade', state: 'restricted', until: 12, case: 'c' });
      const located = tag({ dataset: 'reviews', locator: { record: 'r1', key: '{"id":"1"}', seen: 'e1' } });
      await registry.putTags([tag(), restricted, located]);
      await registry.putTags([tag({ state: 'undated' }), { ...restricted, until: null }]);
      await registry.putTags([]);
      expect(await registry.tags(ref)).toEqual([tag({ state: 'undated' }), { ...restricted, until: null }, located]);
      expect(await registry.tags(newRef())).toEqual([]);
    });

    it('are written however many there are, and twice the same in one go', async () => {
      const many = Array.from({ length: 60 }, (_, n) =>
        tag({ locator: { record: `r${n % 30}`, key: 'k', seen: `${n}` } }),
      );
      await registry.putTags(many);
      const seen = (await registry.tags(ref)).map((one) => Number(one.locator?.seen));
      expect(seen).toHaveLength(30);
      expect(Math.min(...seen), 'the later stands').toBe(30);
    });

    it('of one cluster are told from those of another whose name begins like it', async () => {
      const located = tag({ locator: { record: 'r1', key: 'k', seen: 'e' } });
      await registry.putTags([tag(), located, tag({ rule: 'short2' }), tag({ dataset: 'logs2' })]);
      expect(await registry.tags(ref, { dataset: 'logs', rule: 'short' })).toEqual([tag(), located]);
      expect(await registry.taggedClusters([tag(), tag({ rule: 'sho' }), tag({ ref: newRef() }), tag()])).toEqual(
        new Set([`${ref}#logs#short`]),
      );
    });

    it('with a locator are removed only as they were seen; others always', async () => {
      const old = tag({ locator: { record: 'r1', key: 'k', seen: 'e1' } });
      const seenAgain = tag({ locator: { record: 'r1', key: 'k', seen: 'e2' } });
      await registry.putTags([tag(), seenAgain]);
      await registry.removeTag(old);
      expect(await registry.tags(ref)).toEqual([tag(), seenAgain]);
      await registry.removeTag(seenAgain);
      await registry.removeTag(seenAgain);
      await registry.removeTag(tag({ state: 'restricted', policyVersion: '' }));
      expect(await registry.tags(ref)).toEqual([]);
    });
  });

  describe('planned timers', () => {
    it('come in the order of their start, from the cursor on and up to what has started', async () => {
      const timers = [3, 1, 2, 1000, 999].map((second) => planned({ startAt: second * 1000 }));
      await registry.putPlannedTimers(timers);
      const starts = async (range: Partial<typeof all>) =>
        (await registry.plannedTimers(shard, { ...all, ...range })).map((timer) => timer.startAt / 1000);
      expect(await starts({})).toEqual([1, 2, 3, 999, 1000]);
      expect(await starts({ limit: 2 })).toEqual([1, 2]);
      expect(await starts({ until: { startedAt: 2999 } })).toEqual([1, 2]);
      expect(await starts({ until: { startedAt: 3000 } })).toEqual([1, 2, 3]);
      expect(await starts({ until: { startedAt: 999 } })).toEqual([]);
      const second = plannedSortKey(planned({ startAt: 2000 }));
      expect(await starts({ after: second })).toEqual([3, 999, 1000]);
      expect(await registry.plannedTimers(shard, { ...all, until: { sortKey: second } })).toEqual([
        planned({ startAt: 1000 }),
        planned({ startAt: 2000 }),
      ]);
      for (const sortKey of [second, '']) {
        expect(await registry.plannedTimers(shard, { ...all, after: second, until: { sortKey } })).toEqual([]);
      }
      expect(await registry.plannedTimers(shard, { ...all, limit: Number.POSITIVE_INFINITY })).toHaveLength(5);
    });

    it('are one for each cluster, record and start, however often they are written', async () => {
      const others = [
        { rule: 'trade' },
        { dataset: 'orders' },
        { record: 'r1' },
        { record: 'r2' },
        { startAt: 2_000_000 },
      ];
      const timers = [planned(), ...others.map(planned), planned(), planned({ record: 'r1' })];
      await registry.putPlannedTimers(timers);
      await registry.putPlannedTimers([planned()]);
      const found = await registry.plannedTimers(shard, all);
      expect(found).toHaveLength(6);
      expect(found).toEqual(expect.arrayContaining(timers));
    });

    it('are known by their sort keys', async () => {
      const known = planned({ record: 'r1' });
      await registry.putPlannedTimers([known]);
      const asked = [known, known, planned(), planned({ record: 'r1', action: 'anonymise' })];
      expect(await registry.knownTimers(asked)).toEqual(new Set([plannedSortKey(known)]));
      expect(await registry.knownTimers([])).toEqual(new Set());
    });

    it('of another action are another shard’s', async () => {
      await registry.putPlannedTimers([planned({ action: 'anonymise' })]);
      expect(await registry.plannedTimers(shard, all)).toEqual([]);
      expect(await registry.plannedTimers({ action: 'anonymise', shard: 0 }, all)).toHaveLength(1);
    });

    it('more than fit in one write are all there', async () => {
      await registry.putPlannedTimers(Array.from({ length: 130 }, (_, n) => planned({ startAt: n * 1000 })));
      expect(await registry.plannedTimers(shard, all)).toHaveLength(130);
    });
  });

  describe('urgent timers', () => {
    it('come back as they were written, started at a whole second', async () => {
      const plain = urgent({ startAt: 1_000_999 });
      const full = urgent({
        record: 'r',
        nonce: 'a#b#',
        case: 'c',
        attempts: 3,
        stuck: 'CODE',
        again: 'settle',
        held: true,
      });
      await registry.putUrgentTimers([plain, full]);
      const found = await registry.urgentTimers(shard, all);
      expect(found).toEqual(expect.arrayContaining([{ ...plain, startAt: 1_000_000 }, full]));
      expect(found).toHaveLength(2);
      expect(found.map(urgentSortKey)).toEqual(found.map(urgentSortKey).toSorted());
      expect(await registry.plannedTimers(shard, all)).toEqual([]);
      await registry.removeUrgentTimers(found);
      expect(await registry.urgentTimers(shard, all)).toEqual([]);
    });

    it('are unique by their nonce, the later in place of the earlier', async () => {
      await registry.putUrgentTimers([urgent(), urgent({ nonce: 'm' }), urgent({ attempts: 1 })]);
      await registry.putUrgentTimers([urgent({ nonce: 'm', attempts: 2 })]);
      expect(await registry.urgentTimers(shard, all)).toEqual([
        urgent({ nonce: 'm', attempts: 2 }),
        urgent({ attempts: 1 }),
      ]);
    });

    it('may be removed twice', async () => {
      await registry.putUrgentTimers([urgent(), urgent({ nonce: 'm' })]);
      await registry.removeUrgentTimers([urgent(), urgent()]);
      await registry.removeUrgentTimers([urgent()]);
      await registry.removeUrgentTimers([]);
      expect(await registry.urgentTimers(shard, all)).toEqual([urgent({ nonce: 'm' })]);
    });
  });

  describe('a shard', () => {
    const next = (page: number, rest: Partial<ShardState> = {}): ShardState => {
      return { ...IDLE, owner: 'w', page, announced: [ref], leaseEnds: 9, cursor: 'c', plannedEnd: 'p', ...rest };
    };

    it('is idle until somebody announces a page', async () => {
      expect(await registry.shard(shard)).toEqual(IDLE);
      expect(await registry.shardStates([shard, { ...shard, action: 'anonymise' }])).toEqual([IDLE, IDLE]);
      expect(await registry.announce(shard, next(1))).toBe(true);
      expect(await registry.shard(shard)).toEqual(next(1));
      expect(await registry.shard({ action: 'anonymise', shard: 0 })).toEqual(IDLE);
    });

    it('takes pages in turn and each once', async () => {
      expect(await registry.announce(shard, next(2)), 'no page before it').toBe(false);
      expect(await registry.announce(shard, next(1))).toBe(true);
      expect(await registry.announce(shard, next(1, { owner: 'v' }))).toBe(false);
      expect(await registry.announce(shard, next(3))).toBe(false);
      const both = [registry.announce(shard, next(2)), registry.announce(shard, next(2, { owner: 'v' }))];
      expect((await Promise.all(both)).sort()).toEqual([false, true]);
    });

    it('notes suspects for the page that is under way, until the next', async () => {
      const suspects = [{ timer: 't', times: 2 }];
      expect(await registry.noteAttempt(shard, 1, suspects)).toBe(false);
      await registry.announce(shard, next(1));
      expect(await registry.noteAttempt(shard, 1, [])).toBe(true);
      expect(await registry.noteAttempt(shard, 1, suspects)).toBe(true);
      expect(await registry.shard(shard)).toEqual(next(1, { suspects }));
      expect(await registry.noteAttempt(shard, 2, suspects)).toBe(false);
      await registry.announce(shard, next(2));
      expect(await registry.noteAttempt(shard, 1, suspects)).toBe(false);
      expect(await registry.shard(shard)).toEqual(next(2));
    });
  });

  caseContract(() => registry);
  walkContract(() => registry, newRef);
  shutDownContract(() => registry);
  refreshContract(() => registry);
  warningsContract(() => registry);
  deskContract(() => registry, newRef);
  ruleBookContract(() => registry);
  brakeContract(() => registry, newRef);
  openingsContract(() => registry, newRef);

  outboxContract(() => registry, newRef);
}
