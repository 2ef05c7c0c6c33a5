import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { jsonSchemas } from '../../lib/policy/json-schemas.ts';

it.each(
  Object.entries(jsonSchemas()),
)('policies/%s is what the definitions say (if not: npm run schema)', (name, text) => {
  expect(readFileSync(new URL(`../../policies/${name}`, import.meta.url), 'utf8')).toBe(text);
});
