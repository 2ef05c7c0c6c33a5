import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, it } from 'vitest';
import { createHandler } from '../../functions/tag/handler.ts';
import type { StreamRecord } from '../../functions/tag/stream.ts';
import type { PlannedTimer, Subject, Tag } from '../../lib/registry/index.ts';
import { memoryRegistry } from '../../lib/registry/memory/index.ts';
import { triggersPlan as plan } from '../erasure/triggers-plan.ts';
import { clock, createWatch, referencer } from './messages.ts';

const collected = '2026-03-01T00:00:00Z';
const note = {
  note_id: 'n1',
  created_at: collected,
  merchant_id: 'merchant',
  text: 't',
  buyer_id: 'buyer',
  buyer_name: '李',
  buyer_born: '1987-03-04',
};
const anonymous = { note_id: 'n1', created_at: collected, buyer_born: '1987' };

let changes = 0;
function change(before: Record<string, unknown> | null, after: Record<string, unknown> | null): StreamRecord {
  const number = String(++changes);
  return {
    eventID: `change-${number}`,
    eventName: after === null ? 'REMOVE' : before === null ? 'INSERT' : 'MODIFY',
    eventSourceARN: 'arn:aws-cn:dynamodb:cn-north-1:111122223333:table/notes/stream/2026-01-01T00:00:00.000',
    dynamodb: {
      SequenceNumber: number,
      ...(after && { NewImage: marshall(after) }),
      ...(before && { OldImage: marshall(before) }),
    },
  };
}

function createTagger() {
  const watch = createWatch();
  const registry = memoryRegistry({ shards: 1 });
  const tag = createHandler({ ...watch, plan, registry, clock, references: async () => referencer });
  const items = <T>(pattern: RegExp) =>
    registry
      .contents()
      .filter(({ pk, sk }) => pattern.test(`${pk} ${sk}`))
      .map(({ item }) => item as T);
  return {
    ...watch,
    tags: () => items<Tag>(/ TAG#/).map(({ dataset, rule }) => `${dataset} ${rule}`),
    urgent: () => items<PlannedTimer>(/^U#/).map(({ dataset, rule }) => `${dataset} ${rule}`),
    subjects: () => items<Subject>(/ SUBJECT$/).map(({ id }) => id),
    tag: (...records: StreamRecord[]) => tag({ Records: records }),
  };
}

describe('the tag function, on the stream of a table with two people in its records', () => {
  it('tags the data of both [D-08, E-06, R-03]', async () => {
    const tagger = createTagger();
    await tagger.tag(change(null, note));
    expect(tagger.tags().sort()).toEqual(['note-buyers buyers', 'notes statistics']);
    expect(tagger.subjects().sort()).toEqual(['buyer', 'merchant']);
    expect(tagger.urgent(), 'none of what is there for triggers').toEqual([]);
    expect(tagger.counts.get('Tagged')).toBe(2);
  });

  it('tags the one also where it parks the other, who has data there and no id', async () => {
    const tagger = createTagger();
    const { buyer_id: _none, ...nameless } = note;
    await tagger.tag(change(null, nameless));
    expect(tagger.tags()).toEqual(['notes statistics']);
    expect(tagger.letters).toMatchObject([{ code: 'RECORD_WITHOUT_SUBJECT', place: 'note-buyers' }]);
    expect(tagger.counts.get('Unattributed')).toBe(1);
  });

  it('does not miss the owner of what only the other person has written since', async () => {
    const tagger = createTagger();
    await tagger.tag(change(anonymous, { ...anonymous, buyer_id: 'buyer', buyer_name: '李' }));
    expect(tagger.tags()).toEqual(['note-buyers buyers']);
    expect(tagger.letters).toEqual([]);
  });

  it.each([
    ['the record was taken away', null],
    ['its owner’s data and theirs were', anonymous],
  ])('looks after the other person once %s: nobody else would [P5]', async (_, after) => {
    const tagger = createTagger();
    await tagger.tag(change(null, note));
    await tagger.tag(change(note, after));
    expect(tagger.urgent()).toEqual(['note-buyers buyers']);
    expect(tagger.tags(), 'no tag for what has gone').toHaveLength(2);
  });

  it('but not after somebody it does not know, nor where their own request was carried out', async () => {
    const tagger = createTagger();
    await tagger.tag(change(note, null));
    expect([tagger.urgent(), tagger.tags(), tagger.subjects()]).toEqual([[], [], []]);
    await tagger.tag(change(null, note));
    const { buyer_id: _id, buyer_name: _name, ...rest } = note;
    await tagger.tag(change(note, { ...rest, buyer_born: '1987' }));
    expect(tagger.urgent()).toEqual([]);
  });
});
