import type { _Record } from '@aws-sdk/client-dynamodb-streams';

/** A record of a DynamoDB stream as Lambda hands it over: JSON, binary in Base64, seconds since 1970. */
export interface StreamRecord {
  readonly eventID: string;
  readonly eventName: string;
  readonly eventVersion: string;
  readonly eventSource: 'aws:dynamodb';
  readonly awsRegion: string;
  readonly eventSourceARN: string;
  readonly userIdentity?: { readonly principalId: string; readonly type: string };
  readonly dynamodb: { readonly SequenceNumber: string; readonly ApproximateCreationDateTime: number } & Record<
    string,
    unknown
  >;
}

export interface StreamPlace {
  readonly region: string;
  /** The stream as the account would name it. */
  readonly arn: string;
  /** Milliseconds to add to the server's time, which does not follow the movable clock. */
  readonly offset: number;
}

export function streamRecord(record: _Record, place: StreamPlace): StreamRecord {
  const { ApproximateCreationDateTime: created, SequenceNumber = '', ...rest } = record.dynamodb ?? {};
  const user = record.userIdentity;
  return {
    eventID: record.eventID ?? SequenceNumber,
    eventName: record.eventName ?? '',
    eventVersion: record.eventVersion ?? '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: place.region,
    eventSourceARN: place.arn,
    ...(user === undefined ? {} : { userIdentity: { principalId: user.PrincipalId ?? '', type: user.Type ?? '' } }),
    dynamodb: {
      ...(inJson(rest) as Record<string, unknown>),
      SequenceNumber,
      ApproximateCreationDateTime: Math.floor(((created?.getTime() ?? 0) + place.offset) / 1_000),
    },
  };
}

function inJson(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('base64');
  if (Array.isArray(value)) return value.map(inJson);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, inJson(entry)]));
}
