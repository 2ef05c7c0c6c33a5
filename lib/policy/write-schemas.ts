/** `npm run schema`: writes the JSON Schemas that editors complete policies and inventories with. */
import { writeFileSync } from 'node:fs';
import { jsonSchemas } from './json-schemas.ts';

for (const [name, text] of Object.entries(jsonSchemas())) {
  writeFileSync(new URL(`../../policies/${name}`, import.meta.url), text);
}
