/**
 * A length of civil time. `workingDays` stands alone; the others add up, largest unit first, as ISO 8601 does.
 */
export type Period =
  | { readonly years: number; readonly months: number; readonly days: number }
  | { readonly workingDays: number; readonly calendar: 'CN' };
