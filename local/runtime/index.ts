export type { Clients, Endpoints } from './clients.ts';
export { MovableClock } from './clock.ts';
export { startRuntime } from './runtime.ts';
export { FunctionFailed, type Runtime, type RuntimeOptions } from './types.ts';
