export type { Fire, LostFiring } from './firing.ts';
export type { ScheduleTarget } from './schedule.ts';
export { type LocalScheduler, type SchedulerOptions, startScheduler } from './server.ts';
