/** The rules of time: periods, floors, working days, and when a record is erased. Pure. */
export { addPeriod, type PeriodEnd } from './add-period.ts';
export { VERSION as CALENDAR } from './calendar-cn.ts';
export { canBeShorter } from './can-be-shorter.ts';
export { canonicalPeriod, type Period, parsePeriod } from './period.ts';
export { type Ageing, type Schedule, schedule, type Times } from './schedule.ts';
export { LONGEST_WINDOW, timerStart } from './timer-start.ts';
export { isWorkingDay, KNOWN_DAYS, nthWorkingDayAfter, type WorkingDay } from './working-days.ts';
