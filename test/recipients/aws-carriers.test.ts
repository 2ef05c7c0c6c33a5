import type { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { GetPublicKeyCommand, type KMSClient, type SignCommand } from '@aws-sdk/client-kms';
import { GetQueueUrlCommand, type SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { describe, expect, it } from 'vitest';
import { eventBusCarrier, keyIdOf, kmsNoticeKey, sqsCarrier } from '../../lib/recipients/index.ts';
import { type Notice, noticeText } from '../../lib/recipients/notice.ts';

const notice = { case: 'C'.repeat(22), recipient: 'mailer', subject: 'li' } as Notice;
const QUEUE = 'arn:aws-cn:sqs:cn-north-1:111122223333:erasures';

/** A client that answers each command in turn, and keeps what it was asked. */
function client<C>(answer: (command: unknown) => unknown) {
  const asked: unknown[] = [];
  const send = async (command: unknown) => {
    asked.push(command);
    return answer(command);
  };
  return { asked, client: { send } as unknown as C };
}

describe('a recipient with a queue', () => {
  const found = (command: unknown) => (command instanceof GetQueueUrlCommand ? { QueueUrl: 'https://sqs/q' } : {});

  it('gets the notice as a message, with the key that tells a repeated one', async () => {
    const { asked, client: sqs } = client<SQSClient>(found);
    const carry = sqsCarrier(sqs);
    for (const attempt of [1, 2]) await carry({ by: 'sqs', queue: 'erasures' }, notice, attempt);
    expect(asked.map((command) => (command as { input: unknown }).input)).toEqual([
      { QueueName: 'erasures' },
      ...[1, 2].map(() => ({
        QueueUrl: 'https://sqs/q',
        MessageBody: noticeText(notice),
        MessageAttributes: { 'Idempotency-Key': { DataType: 'String', StringValue: `${notice.case}/mailer` } },
      })),
    ]);
  });

  it('in another account is found by its owner; one in order takes a reminder for a message of its own', async () => {
    const { asked, client: sqs } = client<SQSClient>(found);
    await sqsCarrier(sqs)({ by: 'sqs', queue: `${QUEUE}.fifo` }, notice, 3);
    expect((asked[0] as GetQueueUrlCommand).input).toEqual({
      QueueName: 'erasures.fifo',
      QueueOwnerAWSAccountId: '111122223333',
    });
    expect((asked[1] as SendMessageCommand).input).toMatchObject({
      MessageGroupId: notice.case,
      MessageDeduplicationId: `${notice.case}/mailer/3`,
    });
  });

  it('that is not there is looked for again at the next attempt', async () => {
    let there = false;
    const { client: sqs } = client<SQSClient>((command) => {
      if (!there) throw new Error('QueueDoesNotExist');
      return found(command);
    });
    const carry = sqsCarrier(sqs);
    await expect(carry({ by: 'sqs', queue: QUEUE }, notice, 1)).rejects.toMatchObject({ code: 'RECIPIENT_SILENT' });
    there = true;
    expect(await carry({ by: 'sqs', queue: QUEUE }, notice, 2)).toEqual({ confirmed: false });
  });
});

describe('a recipient with an event bus', () => {
  const bus = 'arn:aws-cn:events:cn-north-1:111122223333:event-bus/partner';

  it('gets the notice as an event', async () => {
    const { asked, client: events } = client<EventBridgeClient>(() => ({ FailedEntryCount: 0 }));
    await eventBusCarrier(events)({ by: 'eventBus', bus }, notice, 1);
    expect((asked[0] as PutEventsCommand).input).toEqual({
      Entries: [{ EventBusName: bus, Source: 'expunge', DetailType: 'ErasureNotice', Detail: noticeText(notice) }],
    });
  });

  it.each([
    ['refuses', () => ({ FailedEntryCount: 1 })],
    [
      'fails',
      () => {
        throw new Error('AccessDenied');
      },
    ],
  ])('that %s has not been told', async (_, answer) => {
    const { client: events } = client<EventBridgeClient>(answer);
    const told = eventBusCarrier(events)({ by: 'eventBus', bus }, notice, 1);
    await expect(told).rejects.toMatchObject({ code: 'RECIPIENT_SILENT', place: 'mailer' });
  });
});

describe('the key of notices in KMS', () => {
  const spki = new Uint8Array([1, 2, 3]);

  it('is asked once for its public half, and signs the bytes as they are', async () => {
    const { asked, client: kms } = client<KMSClient>((command) =>
      command instanceof GetPublicKeyCommand ? { PublicKey: spki } : { Signature: new Uint8Array([9]) },
    );
    const key = kmsNoticeKey(kms, 'key-1');
    expect([await key.id(), await key.id()]).toEqual([keyIdOf(spki), keyIdOf(spki)]);
    expect(await key.sign(new Uint8Array([4]))).toEqual(new Uint8Array([9]));
    expect(asked).toHaveLength(2);
    expect((asked[1] as SignCommand).input).toEqual({
      KeyId: 'key-1',
      SigningAlgorithm: 'ECDSA_SHA_256',
      MessageType: 'RAW',
      Message: new Uint8Array([4]),
    });
  });

  it('that does not answer is asked again', async () => {
    let there = false;
    const { client: kms } = client<KMSClient>(() => (there ? { PublicKey: spki } : {}));
    const key = kmsNoticeKey(kms, 'key-1');
    await expect(key.id()).rejects.toMatchObject({ code: 'KEY_UNAVAILABLE' });
    there = true;
    expect(await key.id()).toBe(keyIdOf(spki));
  });
});
