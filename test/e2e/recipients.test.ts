import { createHash, createPublicKey, verify } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { marshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { invokeWith } from '../../cli/invoke.ts';
import { run } from '../../cli/run.ts';
import { Recipients } from '../../local/demonstration/recipients.ts';
import { sceneOf } from '../../local/demonstration/scene.ts';
import { worldWith } from '../cli/world.ts';
import { fiveAppsPlan } from '../examples/five-apps-plan.ts';
import { type Deployed, deploy } from '../support/deployed.ts';

const DAY = 24 * 3600 * 1000;

let deployed: Deployed;
beforeAll(async () => {
  deployed = await deploy();
}, 180_000);
afterAll(() => deployed?.remove());

const plan = fiveAppsPlan();
const now = () => deployed.runtime.clock.now();

async function close(policy: string, subject: string): Promise<void> {
  const gates = plan.policies[policy]?.triggers.AccountClosed?.gates ?? [];
  const preconditions = Object.fromEntries(gates.map(({ id }) => [id, 'ticket 1']));
  const received = { receivedAt: new Date(now()).toISOString(), preconditions };
  const detail = { id: `closing-${subject}`, policy, subject, ...received };
  const entry = {
    EventBusName: 'expunge',
    Source: 'test',
    DetailType: 'AccountClosed',
    Detail: JSON.stringify(detail),
  };
  await deployed.runtime.clients.eventbridge().send(new PutEventsCommand({ Entries: [entry] }));
  await deployed.runtime.settle();
}

async function cli(...argv: readonly string[]) {
  const world = worldWith({
    invoke: (name, payload) => invokeWith(deployed.runtime.clients.lambda(), name, payload),
  });
  const { status, stdout } = await run([...argv, '--json'], world);
  return { status, data: JSON.parse(stdout) };
}

const letMinutesPass = async (minutes: number) => {
  for (let passed = 0; passed < minutes; passed++) await deployed.runtime.moveClock(now() + 60_000);
};

describe('who received data of a closed account', () => {
  it('is told by queue and by letter at once, and confirms; by law one keeps what it has, and is listed as such [D-46, E-24, R-17, D-14]', {
    timeout: 240_000,
  }, async () => {
    const recipients = new Recipients(sceneOf(deployed.runtime, plan, deployed.lines));
    const Item = marshall({ merchant_id: 'canary-m1', opened_at: new Date(now() - DAY).toISOString(), mobile: '1' });
    await deployed.runtime.clients.dynamodb().send(new PutItemCommand({ TableName: 'five-apps-shop-merchants', Item }));
    await deployed.runtime.settle();
    await close('kuaishou-shop', 'canary-m1');
    await close('kuaishou-open-platform', 'canary-d1');
    await letMinutesPass(2);

    const waiting: { case: string; recipient: string; state: string }[] = (await cli('recipient', 'list')).data
      .recipients;
    expect(waiting.map(({ recipient, state }) => `${recipient}: ${state}`).sort()).toEqual([
      'insurer: told',
      'isv-tools: letter to send',
    ]);
    const letter = waiting.find(({ recipient }) => recipient === 'isv-tools');
    const { text } = (await cli('recipient', 'letter', letter?.case ?? '', 'isv-tools')).data.letter;
    expect(text).toContain('canary-d1');
    expect(text).toContain('个人信息删除通知');

    await recipients.answer();
    expect(recipients.notices).toMatchObject([
      {
        format: 'expunge-notice/1',
        recipient: 'insurer',
        subject: 'canary-m1',
        policy: 'kuaishou-shop',
        ground: '2.7.2',
      },
    ]);
    expect(recipients.letters).toBe(1);
    await deployed.runtime.settle();
    await recipients.answer();
    expect((await cli('recipient', 'list')).data.recipients).toEqual([]);

    const shop = waiting.find(({ recipient }) => recipient === 'insurer')?.case ?? '';
    const all = (await cli('recipient', 'list', '--case', shop)).data.recipients;
    expect(all).toMatchObject([
      { recipient: 'insurer', state: 'confirmed', attempts: 1 },
      { recipient: 'payment-institution', state: 'keeps', why: 'Anti-Money Laundering Law 2024 Art. 34' },
    ]);
    expect(deployed.lines.join('\n')).not.toContain('canary');
  });

  it('can check a signature with the key that the command line prints', async () => {
    const { id, publicKey } = (await cli('recipient', 'key')).data.key;
    const der = Buffer.from(publicKey, 'base64');
    expect(createHash('sha256').update(der).digest('hex').slice(0, 32)).toBe(id);
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    expect(key.asymmetricKeyDetails?.namedCurve).toBe('prime256v1');
    expect(verify('sha256', Buffer.from('a'), key, Buffer.alloc(70))).toBe(false);
  });

  it('is not listed for a case that does not exist, nor told by an order that is none', async () => {
    const nobody = 'N'.repeat(22);
    expect(await cli('recipient', 'list', '--case', nobody)).toMatchObject({
      status: 2,
      data: { error: { code: 'USAGE' } },
    });
    for (const verb of ['sent', 'confirm', 'escalate']) {
      expect(await cli('recipient', verb, nobody, 'insurer', '--by', 'officer')).toMatchObject({ status: 2 });
    }
    expect(await cli('recipient', 'letter', 'short', 'insurer')).toMatchObject({ status: 2 });
  });
});
