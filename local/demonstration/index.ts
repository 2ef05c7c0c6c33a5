/** The demonstration: the five policies at once, on one machine, held against what the stores show. */
export { SILENT, showProgress } from './progress.ts';
export { type DemonstrationOptions, demonstrate, type Outcome } from './run.ts';
export type { Summary } from './summary.ts';
