import { describe, expect, it } from 'vitest';
import { datasetIn, triggersPlan as plan } from './triggers-plan.ts';
import { createWorkbench, DAY, HOUR } from './workbench.ts';

const start = '2026-01-01T00:00:00Z';
const notes = datasetIn(plan, 'notes');
const note = {
  note_id: 'n1',
  created_at: start,
  merchant_id: 'merchant',
  text: 'deliver on Monday',
  buyer_id: 'buyer',
  buyer_name: '李',
  buyer_born: '1987-03-04',
};
/** What is left of it when the buyer has gone. */
const ofMerchant = {
  note_id: 'n1',
  created_at: start,
  merchant_id: 'merchant',
  text: 'deliver on Monday',
  buyer_born: '1987',
};

async function stored() {
  const bench = createWorkbench({ start, plan });
  await bench.store(notes, note);
  return bench;
}

describe('a record about two people', () => {
  it('is known for both [D-08, E-06, R-03]', async () => {
    const bench = await stored();
    expect(await bench.registry.tags(bench.ref('merchant'))).toMatchObject([{ dataset: 'notes', rule: 'statistics' }]);
    expect(await bench.registry.tags(bench.ref('buyer'))).toMatchObject([{ dataset: 'note-buyers', rule: 'buyers' }]);
  });

  it('loses only what is theirs when the other person asks; the receipt speaks of nothing else [D-08, E-06]', async () => {
    const bench = await stored();
    const { id } = await bench.closeAccount('buyer');
    await bench.liveFor(HOUR);
    expect(bench.target.records(notes)).toEqual([ofMerchant]);
    expect((await bench.registry.case(id))?.state).toBe('completed');
    expect(bench.receipts).toMatchObject([
      { dataset: 'note-buyers', categories: ['born', 'buyer'], action: 'anonymise' },
    ]);
    expect(bench.known()).not.toContain('"buyer"');
    expect(bench.known()).toContain('"merchant"');
  });

  it('loses one category of the other person’s when that is asked for', async () => {
    const bench = await stored();
    await bench.trigger('ConsentWithdrawn', 'buyer', { categories: ['born'] });
    await bench.liveFor(HOUR);
    const { buyer_born: _gone, ...rest } = note;
    expect(bench.target.records(notes)).toEqual([rest]);
  });

  it('loses all fields of the other person where their guardian asks, and stays [D-08, R-23]', async () => {
    const bench = await stored();
    const { id } = await bench.trigger('GuardianRequest', 'buyer');
    await bench.liveFor(HOUR);
    const { buyer_born: _gone, ...rest } = ofMerchant;
    expect(bench.target.records(notes)).toEqual([rest]);
    expect((await bench.registry.case(id))?.state).toBe('completed');
    await bench.liveFor(30 * DAY);
    expect(bench.known()).not.toContain('"buyer"');
  });

  it('that only tags find is let go of in the same way', async () => {
    const bench = createWorkbench({ start, plan });
    const surveys = datasetIn(plan, 'surveys');
    const survey = { survey_id: 's', user_id: 'li', created_at: start, answer: 1 };
    await bench.store(surveys, { ...survey, helper_id: 'helper', helper_born: '1987-03-04' });
    const { id } = await bench.trigger('GuardianRequest', 'helper');
    await bench.liveFor(HOUR);
    expect(bench.target.records(surveys)).toEqual([survey]);
    expect((await bench.registry.case(id))?.state).toBe('completed');
    await bench.liveFor(DAY);
    expect(bench.known()).not.toContain('"helper"');
    expect(bench.known()).toContain('"li"');
  });

  it('loses the data of both when the account it belongs to is closed [D-08, E-06, D-51]', async () => {
    const bench = await stored();
    const { id } = await bench.closeAccount('merchant');
    await bench.liveFor(HOUR);
    expect(bench.target.records(notes)).toEqual([{ note_id: 'n1', created_at: start, buyer_born: '1987' }]);
    expect((await bench.registry.case(id))?.state).toBe('completed');
    expect(bench.receipts.map(({ dataset }) => dataset)).toEqual(['notes']);
    await bench.liveFor(110 * DAY);
    expect(bench.known()).not.toMatch(/"buyer"|"merchant"/);
  });

  it('is deleted for both where the account’s guardian asks', async () => {
    const bench = await stored();
    await bench.trigger('GuardianRequest', 'merchant');
    await bench.liveFor(110 * DAY);
    expect(bench.target.records(notes)).toEqual([]);
    expect(bench.known()).not.toMatch(/"buyer"|"merchant"/);
  });

  it('loses each person’s data at their own time', async () => {
    const bench = await stored();
    await bench.liveFor(101 * DAY);
    expect(bench.target.records(notes)).toEqual([ofMerchant]);
    await bench.liveFor(80 * DAY);
    expect(bench.target.records(notes)).toEqual([{ note_id: 'n1', created_at: start, buyer_born: '1987' }]);
    expect(bench.receipts.map(({ dataset, trigger }) => `${dataset} ${trigger.kind}`)).toEqual([
      'note-buyers period',
      'notes period',
    ]);
  });
});
