import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { run } from '../../cli/run.ts';
import type { StreamRecord } from '../../functions/tag/stream.ts';
import { sightingsInChange } from '../../functions/tag/stream.ts';
import { ExpungeError, isErrorCode } from '../../lib/errors.ts';
import { compile } from '../../lib/policy/index.ts';
import { datasetOfObject, subjectPrefix } from '../../lib/policy/plan-index.ts';
import { worldWith } from '../cli/world.ts';
import { triggersPlan } from '../erasure/triggers-plan.ts';
import { files, INVENTORY, POLICY } from '../policy/sample.ts';
import { brokenText, heard, hostileText } from './hostile.ts';
import { runsOf } from './runs.ts';

describe('a policy or an inventory that somebody made up', () => {
  it('is compiled, or refused with a code for each problem', () => {
    const spoil = (text: string) =>
      fc
        .tuple(fc.nat({ max: text.length }), fc.nat({ max: 40 }), hostileText)
        .map(([at, gone, put]) => text.slice(0, at) + put + text.slice(at + gone));
    fc.assert(
      fc.property(spoil(POLICY), spoil(INVENTORY), fc.boolean(), (policy, inventory, which) => {
        const { plan, problems } = compile(which ? files(policy, INVENTORY) : files(POLICY, inventory));
        expect(problems.every(({ code }) => isErrorCode(code))).toBe(true);
        if (plan === null) expect(problems.length).toBeGreaterThan(0);
      }),
      runsOf('policies and inventories'),
    );
  });
});

describe('a change in a stream that somebody made up', () => {
  const attribute = fc.oneof(
    hostileText.map((S) => ({ S })),
    hostileText.map((S) => ({ SS: [S] })),
    fc.constantFrom(
      { N: '1e300' },
      { N: '-0' },
      { NULL: true as const },
      { BOOL: false },
      { L: [] },
      { M: {} },
      { B: new Uint8Array(3) },
    ),
    hostileText.map((S) => ({ M: { [S]: { L: [{ S }] } } })),
  );
  const names = [
    'user_id',
    'visit_id',
    'author',
    'review_id',
    'created_at',
    'helper_id',
    'merchant_id',
    'buyer_id',
    '__proto__',
    'constructor',
  ];
  const image = fc.dictionary(fc.oneof(fc.constantFrom(...names), hostileText), attribute, { maxKeys: 8 });

  it('shows sightings of whom it names, or is refused under a code that quotes nothing', () => {
    const table = fc.oneof(fc.constantFrom('accounts', 'visits', 'reviews', 'orders', 'notes', 'surveys'), hostileText);
    const kind = fc.constantFrom('INSERT', 'MODIFY', 'REMOVE');
    fc.assert(
      fc.property(table, kind, image, image, hostileText, (name, eventName, NewImage, OldImage, key) => {
        const keys = Object.fromEntries(
          ['user_id', 'visit_id', 'review_id', 'order_id', 'note_id', 'survey_id'].map((one) => [one, { S: key }]),
        );
        const change: StreamRecord = {
          ...{ eventID: 'change-1', eventName },
          eventSourceARN: `arn:aws-cn:dynamodb:cn-north-1:111122223333:table/${name}/stream/2026`,
          dynamodb: { NewImage: { ...keys, ...NewImage }, OldImage: { ...keys, ...OldImage }, SequenceNumber: '1' },
        } as StreamRecord;
        try {
          const { sightings, unattributed } = sightingsInChange(
            change,
            triggersPlan,
            Date.parse('2026-03-02T00:00:00Z'),
          );
          expect(sightings.every(({ subject }) => typeof subject === 'string' && subject !== '')).toBe(true);
          expect(heard(unattributed)).toBeNull();
        } catch (fault) {
          if (!(fault instanceof ExpungeError)) throw fault;
          expect(fault.remedy).toBe('park');
          expect(heard(fault)).toBeNull();
        }
      }),
      runsOf('changes in streams'),
    );
  });
});

describe('the key of an object, with any character in it', () => {
  const uploads = { kind: 's3', bucket: 'uploads', prefix: 'a/{subject}/' } as const;
  const clusters = [{ rule: 'people', action: 'delete', categories: [], fields: {} }] as const;
  const [accounts] = Object.values(triggersPlan.datasets);
  const plan = {
    ...triggersPlan,
    datasets: { uploads: { ...(accounts as NonNullable<typeof accounts>), id: 'uploads', store: uploads, clusters } },
  };

  it('is below the prefix of its owner alone; an id with a slash owns none, and is refused without being quoted', () => {
    fc.assert(
      fc.property(hostileText, hostileText, (subject, name) => {
        const key = `a/${subject}/${name}`;
        const owner = datasetOfObject(plan, 'uploads', key)?.subject ?? null;
        if (owner !== null) expect(key.startsWith(subjectPrefix(uploads, owner))).toBe(true);
        if (!subject.includes('/')) {
          expect(owner).toBe(subject);
          return;
        }
        let refused: unknown = null;
        try {
          subjectPrefix(uploads, subject);
        } catch (fault) {
          refused = fault;
        }
        expect(refused).toMatchObject({ code: 'MESSAGE_INVALID' });
        expect(heard(refused)).toBeNull();
      }),
      runsOf('keys of objects'),
    );
  });
});

describe('a command line that somebody made up', () => {
  const COMMANDS = [
    'case open',
    'case show',
    'case list',
    'case meet',
    'case refuse',
    'case answer',
    'hold place',
    'hold list',
    'hold release',
    'recipient list',
    'recipient letter',
    'shut-down show',
    'certificate',
    'receipts find',
    'epoch destroy',
    'extension grant',
    'backup refreshed',
    'restore guard',
    'audit',
    'report',
  ];
  const OPTIONS = [
    '--json',
    '--policy',
    '--subject-file',
    '--id',
    '--by',
    '--at',
    '--from',
    '--to',
    '--case',
    '--review',
    '--trigger',
    '-',
    '--',
    '--dataset',
    '--ground',
    '--authority',
    '--state',
  ];

  it('is done or not understood, and reaches no function but with what the function refuses itself', async () => {
    const words = fc.array(fc.oneof(fc.constantFrom(...OPTIONS), brokenText), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.constantFrom(...COMMANDS), hostileText), words, async (command, rest) => {
        const world = worldWith({
          invoke: async () => {
            throw new ExpungeError('USAGE', 'The function refused it.');
          },
          readInput: async () => 'li\n',
          now: () => Date.parse('2026-03-02T00:00:00Z'),
        });
        const { status, stdout, stderr } = await run([...command.split(' '), ...rest], world);
        expect([0, 1, 2]).toContain(status);
        expect(stdout + stderr).not.toMatch(/\n\s+at .*:\d+:\d+/);
      }),
      runsOf('command lines'),
    );
  });
});
