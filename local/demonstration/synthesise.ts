import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fiveApps } from '../../examples/five-apps/app.ts';
import { bundleFunctions } from '../../infra/index.ts';
import { ASSEMBLY, PLAN } from './assembly.ts';

/** A thousand subjects need no sixty-four workers on two cores: each page then has more to do, and there are fewer. */
const SHARDS = 2;
/** Twice in the time that passes here: every month is what an audit costs a company, and a quarter of what the rest costs here. */
const AUDIT_DAYS = 100;

/* A process of its own: bundles the functions and synthesises the five apps with Expunge, all policies active. */
const directory = process.argv[2] ?? '.';
const outdir = join(directory, ASSEMBLY);
const bundles = join(directory, 'functions');
rmSync(outdir, { recursive: true, force: true });
await bundleFunctions({ into: bundles });
const { app, read } = fiveApps({ region: 'cn-north-1', outdir, bundles, shards: SHARDS, auditDays: AUDIT_DAYS });
app.synth();
writeFileSync(join(directory, PLAN), JSON.stringify(read.plan));
