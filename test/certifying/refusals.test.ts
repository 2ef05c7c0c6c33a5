import { describe, expect, it } from 'vitest';
import { FORGET_AFTER } from '../../lib/erasure/times.ts';
import type { Case } from '../../lib/registry/index.ts';
import { RELEASED, sampleHold } from '../registry/sample-hold.ts';
import { audit, CLUSTERS, createCertifyingWorld, DAY, HOUR, MINUTE } from './certifying-world.ts';

async function completed(options: Parameters<ReturnType<typeof createCertifyingWorld>['complete']>[1] = {}) {
  const world = createCertifyingWorld();
  const id = await world.open();
  await world.complete(id, { copies: null, ...options });
  return { world, id };
}

describe('a certificate is refused, and issued once the reason has gone', () => {
  it('while something that came back is left, which it names', async () => {
    const { world, id } = await completed();
    await world.registry.putTags([world.tag(id)]);
    await world.settle();
    expect(await world.stages(id)).toEqual([]);
    expect(await world.reasons(id)).toEqual(['residue: logs#short']);
    expect(world.queue, 'nothing is stated').toEqual([]);
    expect(world.counts.get('CertificatesRefused'), 'the same once more is no news').toBe(1);
    await world.registry.removeTag(world.tag(id));
    world.advance(HOUR);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    expect((await world.registry.case(id))?.refusal).toBeUndefined();
    await audit(world);
  });

  it('but not for what its trigger does not cover', async () => {
    const { world, id } = await completed();
    await world.registry.putTags([world.tag(id, { rule: 'newsletter' })]);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
  });

  it.each([
    ['covers', 'phones'],
    ['covered when it was closed', 'gone-from-the-policy'],
  ])('for what its trigger %s', async (_, rule) => {
    const { world, id } = await completed();
    const { checkSubject } = world.registry;
    world.registry.checkSubject = async (ref) => {
      const { subject, ...rest } = await checkSubject(ref);
      const closure = {
        case: id,
        trigger: 'AccountClosed' as const,
        at: 0,
        deadline: 0,
        covers: ['gone-from-the-policy'],
      };
      return { ...rest, subject: subject && { ...subject, closure } };
    };
    await world.registry.putTags([world.tag(id, { rule })]);
    await world.settle();
    expect(await world.reasons(id)).toEqual([`residue: logs#${rule}`]);
  });

  it('while its end is being written, though nothing is left: without a word, and not forgotten', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.registry.putOnDocket({ case: id, at: world.now });
    for (const cluster of CLUSTERS) await world.registry.countDown(id, cluster, 'erased');
    await world.settle();
    expect(world.statements()).toEqual([]);
    expect(await world.reasons(id)).toEqual([]);
    expect(world.docket()).toHaveLength(1);
    const { deadline } = (await world.registry.case(id)) as Case;
    await world.registry.endCase({ id, deadline }, 'completed', world.now);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    await audit(world);
  });

  it('while clusters are outstanding: an open case that somebody put on the docket', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.registry.putOnDocket({ case: id, at: world.now });
    await world.settle();
    expect(await world.reasons(id)).toEqual(['residue: logs#short', 'residue: orders#trade']);
    await world.complete(id, { copies: null });
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    await audit(world);
  });

  it('while the case says that a floor keeps something, though no tag does any more', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    const { deadline, outstanding } = (await world.registry.case(id)) as Case;
    for (const cluster of outstanding) await world.registry.countDown(id, cluster, 'restricted');
    await world.registry.endCase({ id, deadline }, 'restricted', world.now);
    world.advance(MINUTE);
    await world.settle();
    expect(await world.stages(id)).toEqual([]);
    expect(await world.reasons(id)).toEqual(outstanding.map((cluster) => `restriction: ${cluster}`));
  });

  it.each([
    ['its subject', (ref: string) => ({ ref })],
    ['its policy', () => ({ wide: 'shop' })],
    ['a dataset of its policy', () => ({ wide: 'orders' })],
  ])('while a hold is on %s', async (_, scopeOf) => {
    const { world, id } = await completed();
    const scope = scopeOf(world.refOf(id));
    await world.registry.placeHold(sampleHold(scope, 'hold-7'));
    await world.settle();
    expect(await world.stages(id)).toEqual([]);
    expect(await world.reasons(id)).toEqual(['hold: hold-7']);
    await world.registry.releaseHold('hold-7', RELEASED);
    world.advance(DAY);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    await audit(world);
  });

  it('while a floor keeps something: with its law, and the day it ends', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    const until = world.now + 1000 * DAY;
    await world.registry.putTags([
      world.tag(id, { dataset: 'orders', rule: 'trade', state: 'restricted', until, case: id }),
    ]);
    await world.registry.countDown(id, 'logs#short', 'erased');
    await world.registry.countDown(id, 'orders#trade', 'restricted');
    const { deadline } = (await world.registry.case(id)) as Case;
    await world.registry.endCase({ id, deadline }, 'restricted', world.now);
    await world.settle();
    expect((await world.registry.case(id))?.refusal).toEqual({
      stage: 'erased',
      at: expect.any(Number),
      reasons: [{ kind: 'restriction', what: 'orders#trade', until, law: 'E-commerce Law Art. 31' }],
    });

    world.goTo(until);
    await world.registry.removeTag(world.tag(id, { dataset: 'orders', rule: 'trade' }));
    await world.registry.countDown(id, 'orders#trade', 'erased');
    await world.registry.endCase({ id, deadline }, 'completed', world.now);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    await audit(world);
  });

  it('with no day where the floor has not begun to run for one of its records', async () => {
    const { world, id } = await completed();
    const kept = { dataset: 'orders', rule: 'trade', state: 'restricted', case: id } as const;
    const locator = (record: string) => ({ record, key: `key of ${record}`, seen: '1' });
    await world.registry.putTags([
      world.tag(id, { ...kept, until: world.now + DAY, locator: locator('one') }),
      world.tag(id, { ...kept, until: null, locator: locator('other') }),
    ]);
    await world.settle();
    expect((await world.registry.case(id))?.refusal?.reasons).toMatchObject([{ what: 'orders#trade', until: null }]);
  });

  it('while a recipient has not confirmed, where it is the final one; the others name it [R-17, D-46, E-24]', async () => {
    const world = createCertifyingWorld();
    const told = { toldAt: expect.stringMatching(/^2026-05-04T/), escalatedAt: null, skipped: null };
    const id = await world.open({ recipients: ['courier', 'printer'] });
    await world.complete(id, { copies: null });
    await world.registry.confirmRecipient(id, 'printer', world.now, world.now);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased']);
    expect(await world.reasons(id)).toEqual(['recipient: courier']);
    expect(world.statements()[0]?.recipients).toEqual([
      { ...told, id: 'courier', confirmedAt: null },
      { ...told, id: 'printer', confirmedAt: expect.stringMatching(/^2026-05-04T/) },
    ]);
    world.advance(3 * HOUR);
    await world.registry.confirmRecipient(id, 'courier', world.now, world.now);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    await audit(world);
  });

  it('but not where its clock is ahead of ours: what is to come is not stated, and the certificate holds', async () => {
    const world = createCertifyingWorld();
    const id = await world.open({ recipients: ['courier'] });
    await world.complete(id, { copies: null });
    await world.registry.confirmRecipient(id, 'courier', world.now + 9 * MINUTE, world.now);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    for (const { recipients, statedAt } of world.statements()) {
      expect(recipients[0]?.confirmedAt?.localeCompare(statedAt)).toBeLessThanOrEqual(0);
    }
    await audit(world);
  });

  it('but not for a recipient that was left to a person, or that keeps the data: the final one says so [R-17, R-27, D-46, E-24]', async () => {
    const world = createCertifyingWorld();
    const id = await world.open({ recipients: ['courier'], keeping: ['bank'] });
    await world.complete(id, { copies: null });
    await world.settle();
    expect(await world.reasons(id)).toEqual(['recipient: courier']);
    world.advance(3 * HOUR);
    await world.registry.escalateRecipient(id, 'courier', { at: world.now });
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    expect(world.statements().at(-1)?.recipients).toEqual([
      {
        id: 'bank',
        toldAt: null,
        confirmedAt: null,
        escalatedAt: null,
        skipped: { because: 'law', why: 'Anti-Money Laundering Law Art. 34' },
      },
      {
        id: 'courier',
        toldAt: expect.any(String),
        confirmedAt: null,
        escalatedAt: expect.stringMatching(/^2026-05-04T/),
        skipped: null,
      },
    ]);
    await audit(world);
  });

  it('while a receipt is on its way to the log; an hour later it is missing', async () => {
    const { world, id } = await completed({ sealed: false });
    const late = await world.erase(id);
    await world.settle();
    expect(await world.reasons(id)).toEqual(['not sealed: 3']);
    expect(world.counts.get('ReceiptMissing')).toBeUndefined();
    expect(world.counts.get('CertificatesRefused'), 'nobody has refused anything yet').toBeUndefined();
    world.advance(HOUR);
    await world.settle();
    expect(world.counts.get('ReceiptMissing')).toBe(3);
    await world.seal([late]);
    world.advance(10 * MINUTE);
    await world.certifier().look();
    expect(await world.reasons(id), 'one is not all').toEqual(['not sealed: 2']);
    expect(await world.stages(id)).toEqual([]);
  });

  it('while the publication that filed its receipts has not been noted: perhaps not all are filed', async () => {
    const { world, id } = await completed();
    const { read } = world.heads;
    world.heads.read = async () => {
      const head = await read();
      return head && { ...head, published: { ...head.published, size: 1 } };
    };
    await world.settle();
    expect(await world.reasons(id)).toEqual(['not sealed: 1']);
    world.heads.read = read;
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    await audit(world);
  });

  it('and is issued within two looks of the last receipt', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    const pages = await world.complete(id, { sealed: false });
    await world.minutes(3);
    await world.seal(pages);
    await world.minutes(2);
    expect(await world.stages(id)).toEqual(['erased']);
    await audit(world);
  });

  it('with all of its reasons at once', async () => {
    const world = createCertifyingWorld();
    const id = await world.open({ recipients: ['courier'] });
    await world.complete(id, { copies: 1 });
    await world.settle();
    await world.registry.putTags([
      world.tag(id),
      world.tag(id, { dataset: 'orders', rule: 'trade', state: 'restricted', until: null, case: id }),
    ]);
    await world.registry.placeHold(sampleHold({ wide: 'logs' }, 'hold-1'));
    await world.erase(id);
    world.advance(2 * DAY);
    await world.settle();
    expect(await world.reasons(id)).toEqual([
      'residue: logs#short',
      'restriction: orders#trade',
      'hold: hold-1',
      'recipient: courier',
      'not sealed: 1',
    ]);
    await audit(world);
  });

  it('for beyond use as well as for the others', async () => {
    const { world, id } = await completed({ copies: 35 });
    await world.settle();
    await world.registry.putTags([world.tag(id)]);
    world.advance(FORGET_AFTER);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased']);
    expect(await world.reasons(id)).toEqual(['residue: logs#short']);
  });
});

describe('beyond use', () => {
  it('waits while a subject is known whose closure does not stand', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.complete(id, { copies: 35 });
    await world.settle();
    const { checkSubject } = world.registry;
    world.registry.checkSubject = async (ref) => ({
      holds: [],
      fulfilled: [],
      subject: { ref, policy: 'shop', id: 'somebody' },
    });
    world.advance(FORGET_AFTER);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased']);
    expect(world.docket()).toEqual([{ case: id, at: expect.any(Number) }]);
    world.registry.checkSubject = checkSubject;
    world.advance(FORGET_AFTER);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'beyond-use']);
  });
});

describe('where a case stands', () => {
  it('is told with what was issued, what keeps the next one back, and since when it may come', async () => {
    const world = createCertifyingWorld();
    const id = await world.open({ recipients: ['courier'] });
    await world.complete(id, { copies: 1 });
    const completedAt = world.now;
    await world.settle();
    const standing = () => world.certifier().standing(id);
    expect(await standing()).toEqual({
      case: id,
      policy: 'shop',
      state: 'completed',
      issued: [
        {
          stage: 'erased',
          at: expect.stringMatching(/^2026-05-04T00:0\d/),
          json: 'certificates/case-1/erased.json',
          page: 'certificates/case-1/erased.html',
        },
      ],
      refusal: null,
      next: { stage: 'beyond-use', from: new Date(completedAt + FORGET_AFTER).toISOString() },
    });
    world.advance(2 * DAY);
    expect(await standing()).toMatchObject({
      refusal: { stage: 'final', reasons: [{ kind: 'recipient', what: 'courier', until: null }] },
      next: { stage: 'final', from: null },
    });
  });

  it('ends with nothing to come', async () => {
    const { world, id } = await completed();
    await world.settle();
    expect(await world.certifier().standing(id)).toMatchObject({ refusal: null, next: null });
  });

  it('is not told of a case that is not there', async () => {
    const world = createCertifyingWorld();
    await expect(world.certifier().standing('no-case')).rejects.toMatchObject({ code: 'USAGE' });
  });
});
