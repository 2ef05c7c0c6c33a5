import { policyFiles } from '../../infra/expunge-app.ts';
import { readPlan } from '../../infra/plan-files.ts';
import type { Plan } from '../../lib/policy/plan.ts';

/** The plan of the example: all five policies, all eighteen datasets. */
export const fiveAppsPlan = (): Plan =>
  readPlan({ policies: policyFiles(), inventory: 'examples/five-apps/inventory.yaml' }).plan;
