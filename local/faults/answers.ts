import type { ServerResponse } from 'node:http';
import type { FaultyService } from './faults.ts';

/** The word by which a service says that it is asked too often. */
const TOO_OFTEN: Readonly<Record<FaultyService, string>> = {
  dynamodb: 'ProvisionedThroughputExceededException',
  s3: 'SlowDown',
  sqs: 'RequestThrottled',
  kms: 'ThrottlingException',
  eventbridge: 'ThrottlingException',
};

/** Answers as a service does that is asked too often (`throttle`) or broken (`fail`). */
export function refuse(response: ServerResponse, service: FaultyService, how: 'throttle' | 'fail'): void {
  const throttled = how === 'throttle';
  const type = throttled ? TOO_OFTEN[service] : service === 's3' ? 'InternalError' : 'InternalServerError';
  if (service === 's3') {
    const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${type}</Code><Message>On purpose.</Message></Error>`;
    response.writeHead(throttled ? 503 : 500, { 'content-type': 'application/xml' });
    response.end(body);
    return;
  }
  response.writeHead(throttled ? 400 : 500, {
    'content-type': 'application/x-amz-json-1.0',
    'x-amzn-errortype': type,
  });
  response.end(JSON.stringify({ __type: type, message: 'On purpose.' }));
}
