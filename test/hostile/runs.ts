/** How many hostile inputs each property makes up, before `HOSTILE_TIMES`: the long form asks for some hundred times as many. */
export const RUNS = {
  'events to open-case': 250,
  'events to tag': 300,
  'notices of platforms': 150,
  'changes in streams': 300,
  'subject ids, from record to certificate': 60,
  'keys of objects': 1000,
  'objects in a bucket': 30,
  'orders to functions': 600,
  'command lines': 400,
  'policies and inventories': 60,
  'logs, receipts and certificates': 300,
} as const;

/** What `fc.assert` is given for one of them. */
export const runsOf = (kind: keyof typeof RUNS): { readonly numRuns: number } => {
  return { numRuns: RUNS[kind] * Number(process.env.HOSTILE_TIMES ?? 1) };
};
