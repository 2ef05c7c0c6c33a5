import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invokeWith } from '../../cli/invoke.ts';
import { run } from '../../cli/run.ts';
import { worldWith } from '../cli/world.ts';
import { type Deployed, deploy } from '../support/deployed.ts';

const DAY = 24 * 3600 * 1000;
const POLICY = 'kuaishou-open-platform';
const TABLE = 'five-apps-open-developers';
const GATES = ['identity', 'legal-conditions', 'contracts', 'obligations'];
const BY = ['--by', 'data protection officer'];

let deployed: Deployed;
beforeAll(async () => {
  deployed = await deploy();
}, 180_000);
afterAll(() => deployed?.remove());

const now = () => deployed.runtime.clock.now();
const database = () => deployed.runtime.clients.dynamodb();

async function store(developer_id: string): Promise<void> {
  const registered_at = new Date(now()).toISOString();
  const Item = marshall({ developer_id, registered_at, nickname: 'canary', phone: '13800000001' });
  await database().send(new PutItemCommand({ TableName: TABLE, Item }));
  await deployed.runtime.settle();
}

async function isStored(developer_id: string): Promise<boolean> {
  const Key = marshall({ developer_id });
  return (
    (await database().send(new GetItemCommand({ TableName: TABLE, Key, ConsistentRead: true }))).Item !== undefined
  );
}

/** The command line against the function, as its bundle runs. */
async function cli(input: string, ...argv: readonly string[]) {
  const world = worldWith({
    invoke: (name, payload) => invokeWith(deployed.runtime.clients.lambda(), name, payload),
    readInput: async () => input,
  });
  const { status, stdout } = await run([...argv, '--json'], world);
  return { status, data: JSON.parse(stdout) };
}
const desk = async (...argv: readonly string[]) => (await cli('', 'case', ...argv)).data;
const open = (trigger: string, id: string, subject: string) =>
  cli(`${subject}\n`, 'case', 'open', trigger, '--policy', POLICY, '-', ...about(id)).then(({ data }) => data.case);
const about = (id: string) => ['--id', id, '--received', new Date(now()).toISOString(), '--channel', 'mail'];
const meet = async (id: string, gate: string) =>
  (await desk('meet', id, '--gate', gate, '--evidence', `ticket of ${gate}`, ...BY)).case;

/** Long enough for `find-due`, and for what it finds to be done and sealed. */
async function letWork(): Promise<void> {
  for (const minutes of [1, 6, 1, 2]) await deployed.runtime.moveClock(now() + minutes * 60_000);
}

describe('the case desk', () => {
  it('takes a closure by mail, waits until all is proven, and erases; the answer is another matter [D-50, E-27, E-28, R-12, R-29]', {
    timeout: 120_000,
  }, async () => {
    await store('canary-li');
    const opened = await open('AccountClosed', 'mail-1', 'canary-li');
    expect(opened).toMatchObject({ state: 'waiting', blocked: expect.arrayContaining(['gate identity: not met']) });
    for (const gate of GATES.slice(1)) await meet(opened.case, gate);
    await letWork();
    expect(await isStored('canary-li'), 'one proof is missing').toBe(true);
    expect((await desk('list', '--state', 'waiting')).cases).toMatchObject([
      { case: opened.case, missing: ['identity'] },
    ]);
    expect(await meet(opened.case, 'identity')).toMatchObject({ state: 'open', blocked: [] });
    await letWork();
    expect(await isStored('canary-li')).toBe(false);
    const done = (await desk('show', opened.case)).case;
    expect(done).toMatchObject({ state: 'completed', replies: [{ id: 'request', answer: null }] });
    const { reply } = await desk('answer', opened.case, '--outcome', 'granted', ...BY);
    expect(reply).toMatchObject({ answer: { outcome: 'granted' } });
  });

  it('refuses on a ground of the text alone, keeps the data, and takes the refusal back on appeal [D-53, D-58, E-30, E-32, R-15, R-25]', {
    timeout: 120_000,
  }, async () => {
    await store('canary-wang');
    const { case: id } = await open('ErasureRequested', 'mail-2', 'canary-wang');
    const refuse = (...more: string[]) =>
      cli('', 'case', 'refuse', id, '--reason', 'Each day the same.', ...BY, ...more);
    for (const more of [
      ['--code', '7'],
      ['--code', 'd'],
    ]) {
      const { status, data } = await refuse(...more);
      expect([status, data.error.code]).toEqual([1, 'DECISION_INVALID']);
    }
    expect((await refuse('--code', 'd', '--evidence', 'file 17')).data.case).toMatchObject({ state: 'refused' });
    expect((await desk('list', '--state', 'refused')).cases).toMatchObject([{ case: id }]);
    await desk('answer', id, '--outcome', 'refused', '--code', 'd', ...BY);
    await letWork();
    expect(await isStored('canary-wang')).toBe(true);
    const received = new Date(now()).toISOString();
    await desk('complain', id, '--id', 'appeal-1', '--received', received, '--appeal-of', 'request');
    expect((await desk('grant', id, '--reason', 'It was another person.', ...BY)).case).toMatchObject({
      state: 'waiting',
      replies: [{ answer: { outcome: 'refused' } }, { id: 'appeal-1', answer: { outcome: 'granted' } }],
    });
    await meet(id, 'granted');
    await letWork();
    expect(await isStored('canary-wang')).toBe(false);
    expect(await refuse('--code', 'a')).toMatchObject({ status: 1, data: { error: { code: 'CASE_UNDER_WAY' } } });
  });

  it('keeps longer what an extension keeps, and lets it go by itself when that ends [D-41, E-20, R-14]', {
    timeout: 120_000,
  }, async () => {
    await store('canary-zhao');
    const lastDay = new Date(now() + 2 * DAY).toISOString().slice(0, 10);
    const extend = ['extension', 'grant', 'x-1', '--policy', POLICY, '-', '--ground', 'law', '--until', lastDay];
    const granted = await cli('canary-zhao\n', ...extend, '--authority', 'notice 7', '--by', 'legal');
    expect(granted).toMatchObject({ status: 0, data: { hold: { kind: 'extension', inForce: true } } });
    const { case: id } = await open('ErasureRequested', 'mail-3', 'canary-zhao');
    await meet(id, 'granted');
    await letWork();
    expect(await isStored('canary-zhao')).toBe(true);
    expect((await desk('show', id)).case).toMatchObject({ state: 'open', blocked: ['hold x-1: in force'] });
    await deployed.runtime.moveClock(Date.parse(granted.data.hold.until));
    await letWork();
    expect(await isStored('canary-zhao')).toBe(false);
    expect((await desk('show', id)).case).toMatchObject({ state: 'completed', holds: [] });
  });

  it('answers with its code what the bus would park', async () => {
    const argv = ['case', 'open', 'AccountEaten', '--policy', POLICY, '-', ...about('mail-4')];
    const { status, data } = await cli('canary-li\n', ...argv);
    expect([status, data.error.code]).toEqual([1, 'EVENT_UNKNOWN_TYPE']);
  });

  it('has told nobody’s id in any log', () => {
    expect(deployed.lines.join('\n')).not.toContain('canary');
  });
});
