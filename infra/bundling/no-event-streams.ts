/**
 * Stands in for `@smithy/core/event-streams` inside a bundle. Only S3 Select and transcription use event streams; the S3
 * client still registers them when it is made, so the names exist and refuse to work.
 */
export const resolveEventStreamSerdeConfig = <T extends object>(config: T): T => config;

export const eventStreamSerdeProvider = (): undefined => undefined;

export class EventStreamSerde {
  constructor() {
    throw new Error('event streams are left out of function bundles: see infra/bundling/no-event-streams.ts');
  }
}
