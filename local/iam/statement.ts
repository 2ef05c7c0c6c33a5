import { ExpungeError } from '../../lib/errors.ts';

/** What one condition asks: an operator of IAM (`StringLike`, `ForAllValues:StringEquals` …), a key, and what it may be. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/** A statement of a policy, with lists where IAM allows one value as well. */
export interface Statement {
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** Whether `actions` are those that it does not speak of (`NotAction`). */
  readonly notActions: boolean;
  readonly resources: readonly string[];
  /** Whether `resources` are those that it does not speak of (`NotResource`). */
  readonly notResources: boolean;
  /** Of whom a resource's policy speaks: ARNs, accounts, services, `*`. Null in the policy of a role. */
  readonly principals: readonly string[] | null;
  readonly conditions: readonly Condition[];
}

/** One use of a permission, as IAM sees it. A call to a service may need several. */
export interface Call {
  /** `dynamodb:GetItem`. */
  readonly action: string;
  /** ARN. */
  readonly resource: string;
  /** Condition keys; several values where the key has several. A key that the request does not have is absent. */
  readonly context: Readonly<Record<string, string | readonly string[]>>;
}

type OneOrMore<T> = T | readonly T[];

/** A policy document as a template has it, its intrinsic functions carried out. */
export interface PolicyDocument {
  readonly Statement?: OneOrMore<Readonly<Record<string, unknown>>>;
}

const PARTS = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Principal', 'Condition']);

/**
 * Reads a policy document. Throws CONFIGURATION for what it does not know, rather than leaving it out: `NotPrincipal`,
 * policy variables.
 */
export function readPolicy(document: PolicyDocument): Statement[] {
  return list(document.Statement).map((statement) => {
    const unknown = Object.keys(statement).filter((part) => !PARTS.has(part));
    if (unknown.length > 0) throw refuse(`has ${unknown.join(', ')}`);
    if (JSON.stringify(statement).includes('${')) throw refuse('has a policy variable');
    const { Sid, Effect, Action, NotAction, Resource, NotResource, Principal, Condition } = statement;
    if (Effect !== 'Allow' && Effect !== 'Deny') throw refuse(`has the effect ${String(Effect)}`);
    return {
      sid: String(Sid ?? ''),
      effect: Effect,
      actions: texts(Action ?? NotAction),
      notActions: NotAction !== undefined,
      // The policy of a role's trust has no resource, that of a key has `*`.
      resources: texts(Resource ?? NotResource),
      notResources: NotResource !== undefined,
      principals: Principal === undefined ? null : principals(Principal),
      conditions: conditions(Condition),
    };
  });
}

function principals(given: unknown): readonly string[] {
  if (typeof given === 'string') return [given];
  return Object.values(given as Record<string, OneOrMore<string>>).flatMap(texts);
}

function conditions(given: unknown): readonly Condition[] {
  return Object.entries((given ?? {}) as Record<string, Record<string, unknown>>).flatMap(([operator, keys]) =>
    Object.entries(keys).map(([key, values]) => ({ operator, key, values: texts(values) })),
  );
}

const texts = (value: unknown): readonly string[] => list(value as OneOrMore<unknown>).map(String);

function list<T>(value: OneOrMore<T> | undefined): readonly T[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value as T];
}

function refuse(what: string): ExpungeError {
  return new ExpungeError(
    'CONFIGURATION',
    `A statement of a policy ${what}, which the local evaluation does not know.`,
  );
}
