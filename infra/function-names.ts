/** The functions, as their folders are named. */
export const FUNCTION_NAMES = [
  'tag',
  'open-case',
  'find-due',
  'delete',
  'anonymise',
  'seal',
  'certify',
  'operate',
  'report',
  'hold',
  'approve',
  'case',
  'tell',
  'adapt',
  'sweep',
] as const;

export type FunctionName = (typeof FUNCTION_NAMES)[number];
