export type { Deliver, Loss } from './delivery.ts';
export type { BusEvent, NewEvent } from './event.ts';
export { type EventsOptions, type LocalEvents, startEvents } from './server.ts';
export type { Target } from './targets.ts';
