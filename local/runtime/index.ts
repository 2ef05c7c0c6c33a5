export type { Clients, Endpoints } from './clients.ts';
export { MovableClock } from './clock.ts';
export { FunctionFailed, type Runtime, type RuntimeOptions, startRuntime } from './runtime.ts';
