import { ExpungeError } from '../../lib/errors.ts';
import type { Call, Condition } from './statement.ts';
import { arnFits, fits } from './wildcard.ts';

type Compare = (asked: string, given: string) => boolean;

const equal: Compare = (asked, given) => asked === given;
const sameLetters: Compare = (asked, given) => asked.toLowerCase() === given.toLowerCase();
const not =
  (compare: Compare): Compare =>
  (asked, given) =>
    !compare(asked, given);

/** The operators, by whether one of the values must match, or none may. `Null` is apart. */
const POSITIVE: Readonly<Record<string, Compare>> = {
  StringEquals: equal,
  StringEqualsIgnoreCase: sameLetters,
  StringLike: fits,
  ArnEquals: arnFits,
  ArnLike: arnFits,
  Bool: sameLetters,
  NumericEquals: (asked, given) => Number(given) === Number(asked),
  NumericLessThan: (asked, given) => Number(given) < Number(asked),
  NumericGreaterThanEquals: (asked, given) => Number(given) >= Number(asked),
};
const NEGATIVE: Readonly<Record<string, Compare>> = {
  StringNotEquals: not(equal),
  StringNotEqualsIgnoreCase: not(sameLetters),
  StringNotLike: not(fits),
  ArnNotEquals: not(arnFits),
  ArnNotLike: not(arnFits),
  NumericNotEquals: (asked, given) => Number(given) !== Number(asked),
};

/** The condition keys that a recorded call has where AWS has them. Another one in a policy could not be judged here. */
const KEYS: ReadonlySet<string> = new Set([
  'dynamodb:leadingkeys',
  's3:prefix',
  's3:if-match',
  's3:if-none-match',
  's3:tlsversion',
  'aws:securetransport',
  'aws:sourcearn',
  'aws:sourceaccount',
]);
const ENCRYPTION_CONTEXT = 'kms:encryptioncontext:';

/**
 * Whether a condition is met, as in "IAM JSON policy elements: condition operators" and "multivalued context keys" of AWS:
 * a key that is absent meets no operator but the negated ones, `…IfExists`, `ForAllValues:` and `Null: true`. Throws
 * CONFIGURATION for an operator or key that it does not know, and for several values where the operator takes one.
 */
export function isMet({ operator, key, values }: Condition, context: Call['context']): boolean {
  if (!KEYS.has(key.toLowerCase()) && !key.toLowerCase().startsWith(ENCRYPTION_CONTEXT)) throw unknown('key', key);
  const given = valuesOf(context, key);
  if (operator === 'Null') return values.some((asked) => (asked.toLowerCase() === 'true') === (given === undefined));
  const [, quantifier, name = operator, ifExists] =
    /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(IfExists)?$/.exec(operator) ?? [];
  const compare = POSITIVE[name];
  const differ = NEGATIVE[name];
  if (compare === undefined && differ === undefined) throw unknown('operator', operator);
  const one = (value: string) =>
    compare === undefined
      ? values.every((asked) => differ?.(asked, value) === true)
      : values.some((asked) => compare(asked, value));
  if (given === undefined && ifExists !== undefined) return true;
  if (quantifier === 'ForAllValues') return (given ?? []).every(one);
  if (quantifier === 'ForAnyValue') return (given ?? []).some(one);
  if (given === undefined) return compare === undefined;
  const [only] = given;
  if (only === undefined || given.length > 1) throw unknown('operator for several values', `${operator} on ${key}`);
  return one(only);
}

/** Names of condition keys are the same in capitals. */
function valuesOf(context: Call['context'], key: string): readonly string[] | undefined {
  const name = Object.keys(context).find((one) => one.toLowerCase() === key.toLowerCase());
  const value = name === undefined ? undefined : context[name];
  return typeof value === 'string' ? [value] : value;
}

function unknown(what: string, name: string): ExpungeError {
  return new ExpungeError(
    'CONFIGURATION',
    `The local evaluation of policies does not know the condition ${what} ${name}.`,
  );
}
