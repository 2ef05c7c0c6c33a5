import type { Clock } from '../../lib/clock.ts';
import type { Place } from '../../local/http/index.ts';

/** In China: an ARN with `aws` hard-coded somewhere would not be found. */
export const place: Place = { partition: 'aws-cn', region: 'cn-north-1', account: '000000000000' };

/** What the SDK's clients need to talk to a local server. */
export function clientConfig(endpoint: string) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  return { endpoint, region: place.region, credentials, maxAttempts: 1 };
}

/** A clock that stands still until it is set. */
export function settableClock(start: string): Clock & { set(time: string): void } {
  let now = Date.parse(start);
  return {
    now: () => now,
    sleep: () => Promise.reject(new Error('nothing here may wait for this clock')),
    set(time) {
      now = Date.parse(time);
    },
  };
}
