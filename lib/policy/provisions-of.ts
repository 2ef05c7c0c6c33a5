import { safeParse } from '../safe-parse.ts';
import { policySchema } from './policy-schema.ts';
import type { ProvisionText } from './provision-schema.ts';
import { readSource, type SourceFile } from './source.ts';

/** The provisions of a policy file, in its order; none where the file is not of a policy's form at all. */
export function provisionsOf(policy: SourceFile): Readonly<Record<string, ProvisionText>> {
  const parsed = safeParse(policySchema, readSource(policy, 'POLICY_INVALID').data);
  return parsed.success ? (parsed.data.provisions ?? {}) : {};
}
