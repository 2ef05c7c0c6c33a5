import { ExpungeError } from '../../../lib/errors.ts';

/** What intrinsic functions may ask for while a template is resolved. */
export interface Scope {
  /** The stack's name, for messages. */
  readonly place: string;
  /** A resource's reference value, a parameter or a pseudo parameter; undefined for `AWS::NoValue`. */
  ref(name: string): unknown;
  getAtt(logicalId: string, attribute: string): unknown;
  importValue(name: string): unknown;
  condition(name: string): boolean;
}

type Evaluate = (argument: unknown, scope: Scope) => unknown;

/**
 * Carries out the intrinsic functions in a value of a template. One that is not known here is an error, never passed on:
 * what runs locally must be what deploys.
 */
export function resolve(value: unknown, scope: Scope): unknown {
  if (Array.isArray(value)) return value.map((entry) => resolve(entry, scope)).filter((entry) => entry !== undefined);
  if (value === null || typeof value !== 'object') return refuseDynamic(value, scope);
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only !== undefined && isIntrinsic(only[0])) return evaluate(only[0], only[1], scope);
  return Object.fromEntries(
    entries.map(([key, entry]) => [key, resolve(entry, scope)]).filter(([, entry]) => entry !== undefined),
  );
}

function isIntrinsic(key: string): boolean {
  return key === 'Ref' || key.startsWith('Fn::') || key === 'Condition';
}

function evaluate(name: string, argument: unknown, scope: Scope): unknown {
  const intrinsic = INTRINSICS[name];
  // `Condition` is also an ordinary key, in policies: only a condition's name makes it an intrinsic function.
  if (name === 'Condition' && typeof argument !== 'string') return { Condition: resolve(argument, scope) };
  if (intrinsic === undefined) {
    throw new ExpungeError('CONFIGURATION', `The embedded runtime does not know the intrinsic function ${name}.`, {
      place: scope.place,
    });
  }
  return intrinsic(argument, scope);
}

const INTRINSICS: Readonly<Record<string, Evaluate>> = {
  Ref: (argument, scope) => scope.ref(String(argument)),
  Condition: (argument, scope) => scope.condition(String(argument)),
  'Fn::GetAtt': (argument, scope) => {
    const [logicalId, attribute] = attributePath(argument);
    return scope.getAtt(logicalId, String(resolve(attribute, scope)));
  },
  'Fn::ImportValue': (argument, scope) => scope.importValue(String(resolve(argument, scope))),
  'Fn::Join': (argument, scope) => {
    const [separator, parts] = list(argument);
    return list(resolve(parts, scope)).map(String).join(String(separator));
  },
  'Fn::Select': (argument, scope) => {
    const [index, choices] = list(argument);
    return list(resolve(choices, scope))[Number(resolve(index, scope))];
  },
  'Fn::Split': (argument, scope) => {
    const [separator, text] = list(argument);
    return String(resolve(text, scope)).split(String(separator));
  },
  'Fn::Sub': (argument, scope) => substitute(argument, scope),
  'Fn::If': (argument, scope) => {
    const [name, yes, no] = list(argument);
    return resolve(scope.condition(String(name)) ? yes : no, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = list(resolve(argument, scope));
    return String(left) === String(right);
  },
  'Fn::Not': (argument, scope) => resolve(list(argument)[0], scope) !== true,
  'Fn::And': (argument, scope) => list(argument).every((entry) => resolve(entry, scope) === true),
  'Fn::Or': (argument, scope) => list(argument).some((entry) => resolve(entry, scope) === true),
};

function substitute(argument: unknown, scope: Scope): string {
  const [text, given] = Array.isArray(argument) ? argument : [argument, {}];
  const values = resolve(given, scope) as Record<string, unknown>;
  return String(text).replaceAll(/\$\{(!?)([^}]+)\}/g, (_whole, literal: string, name: string) => {
    if (literal === '!') return `\${${name}}`;
    if (name in values) return String(values[name]);
    const dot = name.indexOf('.');
    return String(dot < 0 ? scope.ref(name) : scope.getAtt(name.slice(0, dot), name.slice(dot + 1)));
  });
}

/** `Fn::GetAtt` is written as a pair, or as one text with a dot. */
export function attributePath(argument: unknown): [logicalId: string, attribute: unknown] {
  if (Array.isArray(argument)) return [String(argument[0]), argument[1]];
  const text = String(argument);
  const dot = text.indexOf('.');
  return [text.slice(0, dot), text.slice(dot + 1)];
}

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value))
    throw new ExpungeError('CONFIGURATION', 'An intrinsic function of the template wants a list.');
  return value;
}

function refuseDynamic(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string' && value.startsWith('{{resolve:')) {
    throw new ExpungeError('CONFIGURATION', 'The embedded runtime has no secrets or parameters to resolve.', {
      place: scope.place,
    });
  }
  return value;
}
