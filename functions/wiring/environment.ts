import { readFileSync } from 'node:fs';
import { ExpungeError } from '../../lib/errors.ts';
import type { Plan } from '../../lib/policy/plan.ts';
import { PLAN_FILE, SETTINGS } from '../settings.ts';

/** A setting by its name in `SETTINGS`. @throws ExpungeError CONFIGURATION where the deployment did not set it. */
export function setting(name: keyof typeof SETTINGS): string {
  const value = process.env[SETTINGS[name]];
  if (value) return value;
  throw new ExpungeError('CONFIGURATION', `${SETTINGS[name]} is not set. The RetentionScheduler construct sets it.`);
}

/** A setting that a deployment may leave out. */
export function optionalSetting(name: keyof typeof SETTINGS): string | null {
  return process.env[SETTINGS[name]] || null;
}

/** Number of shards. */
export function shardCount(): number {
  return Number(setting('shards'));
}

/** The compiled plan that lies beside the bundle. */
export function readPlan(): Plan {
  return JSON.parse(readFileSync(new URL(PLAN_FILE, import.meta.url), 'utf8'));
}
