import * as z from 'zod';
import { inventorySchema } from './inventory-schema.ts';
import { policySchema } from './policy-schema.ts';

/** File name → JSON Schema, as it lies in `policies/`. Draft 7: what editors' YAML support reads. */
export function jsonSchemas(): Record<string, string> {
  return {
    'policy.schema.json': render(policySchema),
    'inventory.schema.json': render(inventorySchema),
  };
}

function render(schema: z.ZodType): string {
  return `${JSON.stringify(z.toJSONSchema(schema, { target: 'draft-7', io: 'input' }), null, 2)}\n`;
}
