/** What the registry keeps. All instants are milliseconds since 1970 UTC. */
export type * from './model/brake.ts';
export * from './model/case.ts';
export type * from './model/desk.ts';
export type * from './model/hold.ts';
export * from './model/shard.ts';
export type * from './model/subject.ts';
export type * from './model/timer.ts';
