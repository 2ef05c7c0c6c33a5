import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readProvisions, readTests, testsById } from './collect.ts';
import { provisionsPage } from './page.ts';

/* `npm run provisions`: writes docs/provisions.md. */
const page = provisionsPage(readProvisions(), testsById(readTests()));
writeFileSync(join(import.meta.dirname, '../../docs/provisions.md'), page);
