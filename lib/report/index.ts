/** Erasure reports: what was due, what became of it, how things stand, and what that rests on. */
export { type Period, parsePeriod, periodsToReport } from './period.ts';
export type { ReportedRegistry } from './read-backlog.ts';
export type { Report } from './report.ts';
export { REPORT_FILES, type ReporterDeps, type ReportFile, type ReportFiles, writeReport } from './write-report.ts';
