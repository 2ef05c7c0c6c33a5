/** The policy language: read, checked, and compiled into the plan. Functions import `plan.ts` and `plan-index.ts` only. */
export { checkStores, type StoreCatalogue } from './check-stores.ts';
export { type Compiled, checkPolicy, compile } from './compile.ts';
export { effectOf } from './effect.ts';
export { jsonSchemas } from './json-schemas.ts';
export type * from './plan.ts';
export {
  categoriesCovered,
  categoriesTouched,
  clusterOf,
  clustersOfPolicy,
  coveredClusters,
  datasetOfObject,
  datasetsOf,
  datasetsOfTable,
  isDerived,
  type Reach,
  ruleOf,
  subjectPrefix,
} from './plan-index.ts';
export { formatProblem, hasErrors, type Problem } from './problem.ts';
export type { ProvisionText } from './provision-schema.ts';
export { provisionsOf } from './provisions-of.ts';
export { checkQuotes, sourceTextOf } from './quotes.ts';
export { type ReadInventory, readInventory } from './read-inventory.ts';
export { type ReadPolicy, readPolicy } from './read-policy.ts';
export type { SourceFile } from './source.ts';
export { type Change, type ChangeKind, classifyChanges } from './versions/classify.ts';
export { classifyRecipients } from './versions/classify-recipients.ts';
