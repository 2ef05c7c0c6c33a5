export { QueueSource } from './queue-source.ts';
export type { EventSource } from './source.ts';
export { StreamSource } from './stream-source.ts';
export { StreamWatch } from './stream-watch.ts';
