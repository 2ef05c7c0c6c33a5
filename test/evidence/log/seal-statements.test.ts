import { describe, expect, it } from 'vitest';
import { audit, Crash, createWorld, LOG, pageOf, statementOf } from './sealing-world.ts';

const ORIGIN = `${LOG}/2026`;

describe('a statement of a case', () => {
  const ofCase = (ids: readonly number[], caseId = 'case-x') => ({
    trigger: { kind: 'AccountClosed', case: caseId },
    ids,
  });
  const receiptsOf = (number: number, { ids, trigger }: ReturnType<typeof ofCase>) =>
    pageOf(number, ids, number, { trigger });

  it('is sealed after the receipts of its batch, and filed with them', async () => {
    const world = createWorld();
    const pages = [statementOf('case-x'), receiptsOf(7, ofCase([1, 2])), pageOf(8, [4, 5]), receiptsOf(2, ofCase([7]))];
    expect(await world.sealer().seal(pages)).toEqual({ sealed: 6, dropped: 0 });
    const filed = await world.heads.ofCase('case-x');
    expect(filed.map(({ index, what }) => [index, what])).toEqual([
      [0, 'receipt'],
      [1, 'receipt'],
      [2, 'receipt'],
      [5, 'statement'],
    ]);
    await audit(world);
  });

  it('follows that of the stage before, whichever comes first from the queue', async () => {
    const world = createWorld();
    const stages = ['final', 'erased', 'beyond-use'] as const;
    await world.sealer().seal(stages.map((stage) => statementOf('case-x', stage)));
    const stated = (await audit(world)).sealed.map(({ receipt }) => 'stage' in receipt && receipt.stage);
    expect(stated).toEqual(['erased', 'beyond-use', 'final']);
  });

  it('is made once for a stage: stated again, at another time, it is dropped', async () => {
    const world = createWorld();
    const at = (minute: number) => statementOf('case-x', 'erased', { statedAt: `2026-06-21T00:0${minute}:00.000Z` });
    expect(await world.sealer().seal([at(1), at(2)])).toEqual({ sealed: 1, dropped: 1 });
    expect(await world.sealer().seal([at(3), statementOf('case-y')])).toEqual({ sealed: 1, dropped: 1 });
    const [sealed] = (await audit(world)).sealed;
    expect(sealed?.receipt).toMatchObject({ statedAt: '2026-06-21T00:01:00.000Z' });
    expect(await world.heads.ofCase('case-x')).toHaveLength(1);
  });

  it('is found where its case goes on in the log of the next year', async () => {
    const world = createWorld({ start: '2026-12-31T23:59:00Z' });
    await world.sealer().seal([receiptsOf(1, ofCase([1]))]);
    world.goTo('2027-01-01T00:00:00Z');
    await world.sealer().seal([statementOf('case-x')]);
    const filed = await world.heads.ofCase('case-x');
    expect(filed.map(({ origin, index, what }) => [origin, index, what])).toEqual([
      [`${LOG}/2026`, 0, 'receipt'],
      [`${LOG}/2027`, 0, 'statement'],
    ]);
  });

  it('is filed once it is in the published log, and not before', async () => {
    for (let step = 1; ; step++) {
      const world = createWorld();
      const outcome = await world
        .dying(step)
        .seal([statementOf('case-x')])
        .catch((error: unknown) => error);
      const isPublished = world.files.files.has(`${ORIGIN}/checkpoint`);
      expect((await world.heads.ofCase('case-x')).length).toBeLessThanOrEqual(isPublished ? 1 : 0);
      if (!(outcome instanceof Crash)) return;
    }
  });
});
