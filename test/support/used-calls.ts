import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Call, type CountedCall, kindOf } from '../../local/iam/index.ts';
import type { Runtime } from '../../local/runtime/index.ts';

/*
 * The calls that functions made in the end-to-end tests, one of each kind: used-calls.jsonl. They name what they are made on
 * by its construct path, so that they can be brought before the policies of another deployment. RECORD_GRANTS=1 writes it.
 */
const FILE = join(import.meta.dirname, 'used-calls.jsonl');

export interface UsedCall {
  /** The function. */
  readonly by: string;
  readonly action: string;
  /** `{construct path}` in place of the ARN that a deployment gave it, and what follows. */
  readonly on: string;
  readonly context: Call['context'];
}

/** A deployment that runs, as far as calls need it. */
type Deployment = Pick<Runtime, 'resources' | 'place' | 'permissions'>;

export const usedCalls = (): readonly UsedCall[] =>
  (existsSync(FILE) ? readFileSync(FILE, 'utf8') : '').split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []));

/** What functions called in a deployment until now, with how often. */
export function callsIn(deployment: Deployment): readonly { readonly used: UsedCall; readonly counted: CountedCall }[] {
  const arns = arnsOf(deployment).sort((a, b) => b.arn.length - a.arn.length);
  return deployment.permissions.callers().flatMap((by) =>
    deployment.permissions.callsOf(by).map((counted) => {
      const { action, resource, context } = counted.call;
      const found = arns.find(({ arn }) => resource === arn || resource.startsWith(`${arn}/`));
      const on = found === undefined ? resource : `{${found.path}}${resource.slice(found.arn.length)}`;
      return { used: { by, action, on, context }, counted };
    }),
  );
}

/** The call as it would be in this deployment; null where there is no such function or thing to call. */
export function callIn({ by, action, on, context }: UsedCall, deployment: Deployment): Call | null {
  if (!deployment.permissions.callers().includes(by)) return null;
  const [, path = '', rest = ''] = /^\{(.*?)\}(.*)$/s.exec(on) ?? [];
  const arn = arnsOf(deployment).find((one) => one.path === path)?.arn;
  return arn === undefined ? null : { action, resource: arn + rest, context };
}

/** Adds what is new of its kind. */
export function recordCalls(deployment: Deployment): void {
  const kind = ({ by, action, on, context }: UsedCall) => `${by} ${kindOf({ action, resource: on, context })}`;
  const known = new Map(usedCalls().map((used) => [kind(used), used]));
  for (const { used, counted } of callsIn(deployment))
    if (counted.allowed > 0 && !known.has(kind(used))) known.set(kind(used), used);
  const lines = [...known].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, used]) => JSON.stringify(used));
  writeFileSync(FILE, `${lines.join('\n')}\n`);
}

function arnsOf({ resources }: Deployment): { path: string; arn: string }[] {
  return resources.flatMap(({ arn, path }) => (arn === undefined || path === '' ? [] : [{ arn, path }]));
}
