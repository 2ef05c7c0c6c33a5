/** How many hostile inputs each property makes up, before `HOSTILE_TIMES`: the long form asks for some hundred times as many. */
export const RUNS = {
  'events to open-case': 250,
  'events to tag': 300,
  'changes in streams': 300,
  'subject ids, from record to receipt': 60,
  'keys of objects': 1000,
  'orders to functions': 250,
  'command lines': 400,
  'policies and inventories': 60,
} as const;

/** What `fc.assert` is given for one of them. */
export const runsOf = (kind: keyof typeof RUNS): { readonly numRuns: number } => {
  return { numRuns: RUNS[kind] * Number(process.env.HOSTILE_TIMES ?? 1) };
};
