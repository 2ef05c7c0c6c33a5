import { describe, expect, it } from 'vitest';
import { FORGET_AFTER } from '../../lib/erasure/times.ts';
import { verifyCertificate } from '../../lib/evidence/certificate/verify-certificate.ts';
import type { Case } from '../../lib/registry/index.ts';
import { samplePlan } from '../erasure/sample-plan.ts';
import { audit, createCertifyingWorld, DAY, HOUR, LOG, MINUTE, SUBJECT } from './certifying-world.ts';

describe('the certificates of a case', () => {
  it('are issued as each stage is reached: erased, beyond use until the copies are gone, final', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.settle();
    expect(world.queue, 'an open case is not spoken of').toEqual([]);
    expect(await world.stages(id)).toEqual([]);

    await world.complete(id, { copies: 35 });
    const completedAt = world.now;
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased']);
    expect(world.docket()).toEqual([{ case: id, at: completedAt + FORGET_AFTER }]);

    world.goTo(completedAt + FORGET_AFTER);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'beyond-use']);
    expect(world.docket()).toEqual([{ case: id, at: completedAt + 35 * DAY }]);

    world.goTo(completedAt + 35 * DAY - HOUR);
    await world.settle();
    expect(await world.stages(id), 'a copy is left').toEqual(['erased', 'beyond-use']);

    world.goTo(completedAt + 35 * DAY);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'beyond-use', 'final']);
    expect(world.docket()).toEqual([]);
    expect(world.statements().map(({ stage, copiesGoneBy }) => `${stage} ${copiesGoneBy}`)).toEqual(
      ['erased', 'beyond-use', 'final'].map((stage) => `${stage} ${new Date(completedAt + 35 * DAY).toISOString()}`),
    );
    expect(world.counts.get('CertificatesIssued')).toBe(3);
    expect(world.faults).toEqual([]);
    await audit(world);
  });

  it('say when only what a floor kept was left, which is what the deadline is about', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    const restrictedAt = world.now;
    const { deadline, outstanding } = (await world.registry.case(id)) as Case;
    for (const cluster of outstanding) await world.registry.countDown(id, cluster, 'restricted');
    await world.registry.endCase({ id, deadline }, 'restricted', restrictedAt);
    world.goTo(deadline + 300 * DAY);
    await world.complete(id, { copies: null });
    const completedAt = world.now;
    await world.settle();
    expect(world.statements()[0]).toMatchObject({
      restrictedAt: new Date(restrictedAt).toISOString(),
      completedAt: new Date(completedAt).toISOString(),
    });
    await audit(world);
  });

  it('cost one read of what holds a whole policy back, however many cases end together', async () => {
    const world = createCertifyingWorld();
    for (const id of ['case-1', 'case-2', 'case-3']) {
      await world.open({ id });
      await world.complete(id);
    }
    world.advance(MINUTE);
    let reads = 0;
    const certifier = world.certifier((request) => {
      if (request.includes('wideHolds')) reads++;
    });
    const scopes = 1 + Object.values(samplePlan.datasets).filter(({ policy }) => policy === 'shop').length;
    expect(await certifier.look()).toMatchObject({ stated: 3, faults: [] });
    expect(reads).toBe(scopes);
    await certifier.look();
    expect(reads, 'and it is read anew at each look').toBe(2 * scopes);
  });

  it('lie beside each other as JSON and page, and are announced with their key', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.complete(id, { copies: null });
    await world.settle();
    expect(world.issuedFiles()).toEqual(
      ['erased.html', 'erased.json', 'final.html', 'final.json'].map((name) => `certificates/case-1/${name}`),
    );
    expect(world.announced).toEqual(
      ['erased', 'final'].map((stage) => ({
        type: 'CertificateIssued',
        detail: { policy: 'shop', case: id, stage, certificate: `certificates/case-1/${stage}.json` },
      })),
    );
    expect(JSON.stringify(world.announced)).not.toContain(SUBJECT);
  });

  it('go from erased to final at once where no copies are declared', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.complete(id, { copies: null });
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    expect(world.docket()).toEqual([]);
    await audit(world);
  });

  it('leave out beyond use where nobody looked before the last copy was gone', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.complete(id, { copies: 1 });
    await world.settle();
    world.advance(2 * DAY);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    await audit(world);
  });

  it('are issued for an account of which nothing was found, with no receipt', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.complete(id, { receipts: 0 });
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    expect(world.statements().map(({ receipts }) => receipts.count)).toEqual([0, 0]);
    await audit(world);
  });

  it('say whose they are to whoever has the identifier, and to nobody else', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.complete(id);
    await world.settle();
    const text = world.textOf(`certificates/${id}/erased.json`) ?? '';
    expect(text).not.toContain(SUBJECT);
    const keys = [await world.signer.key(`${LOG}/2026`)];
    expect((await verifyCertificate(text, keys, { subject: SUBJECT })).ok).toBe(true);
    expect((await verifyCertificate(text, keys, { subject: 'wang-13800138000' })).ok).toBe(false);
  });

  it('count what came back and was erased again from the next stage on', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.complete(id, { copies: 1 });
    await world.settle();
    await world.seal([await world.erase(id, { copiesGoneBy: new Date(world.now + 3 * DAY).toISOString() })]);
    world.advance(FORGET_AFTER);
    await world.settle();
    world.advance(2 * DAY);
    await world.settle();
    expect(await world.stages(id), 'the later copy is left').toEqual(['erased', 'beyond-use']);
    world.advance(DAY);
    await world.settle();
    expect(world.statements().map(({ stage, receipts }) => `${stage} ${receipts.count}`)).toEqual([
      'erased 2',
      'beyond-use 3',
      'final 3',
    ]);
    expect(await world.stages(id)).toEqual(['erased', 'beyond-use', 'final']);
    await audit(world);
  });

  it('leave out a receipt that was sealed between what was stated and its sealing', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.complete(id);
    world.advance(MINUTE);
    await world.certifier().look();
    await world.seal([await world.erase(id)]);
    await world.sealQueue();
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased']);
    expect(world.statements()[0]?.receipts.count).toBe(2);
    await audit(world);
  });

  it('rest on two logs where the case ran over New Year', async () => {
    const world = createCertifyingWorld({ start: '2026-12-31T23:50:00Z' });
    const id = await world.open();
    await world.seal([await world.erase(id)]);
    world.advance(HOUR);
    await world.complete(id, { receipts: 1, copies: null });
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    const text = world.textOf(`certificates/${id}/final.json`) ?? '';
    const [old, next] = [await world.signer.key(`${LOG}/2026`), await world.signer.key(`${LOG}/2027`)];
    expect((await verifyCertificate(text, [old, next])).logs.map(({ origin }) => origin)).toEqual([
      old.name,
      next.name,
    ]);
    expect((await verifyCertificate(text, [next])).ok).toBe(false);
    await audit(world);
  });

  it('are stated once where the statement was on its way over New Year, told twice', async () => {
    const world = createCertifyingWorld({ start: '2026-12-31T23:58:00Z' });
    const id = await world.open();
    await world.complete(id, { copies: null });
    world.advance(MINUTE);
    await world.certifier().look();
    const first = world.queue.splice(0);
    await world.seal(first);
    world.advance(5 * MINUTE);
    await world.seal(first);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'final']);
    await audit(world);
  });

  it('have no binding where its epoch was destroyed between two stages, and verify', async () => {
    const world = createCertifyingWorld();
    const id = await world.open();
    await world.complete(id, { copies: 35 });
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased']);
    await world.epochs.rotate(world.now);
    world.advance(2 * HOUR);
    await world.epochs.destroy('2026', world.now);
    await world.settle();
    world.advance(36 * DAY);
    await world.settle();
    expect(await world.stages(id)).toEqual(['erased', 'beyond-use', 'final']);
    const salts = ['erased', 'beyond-use', 'final'].map(
      (stage) => JSON.parse(world.textOf(`certificates/${id}/${stage}.json`) ?? '').bindingSalt,
    );
    expect(salts).toEqual([expect.any(String), null, null]);
    await audit(world);
  });
});
