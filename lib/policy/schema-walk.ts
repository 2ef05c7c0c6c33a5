import type * as z from 'zod';
import type { Path } from './source.ts';

/** Finding one's way in a zod schema, for messages. */

interface Definition {
  readonly type: string;
  readonly shape?: Readonly<Record<string, z.ZodType>>;
  readonly valueType?: z.ZodType;
  readonly element?: z.ZodType;
  readonly innerType?: z.ZodType;
  readonly options?: readonly z.ZodType[];
}

/** The schema at a path, through optional ones, and through the branch of a union that knows the next step. */
export function schemaAt(schema: z.ZodType, path: Path): z.ZodType | undefined {
  const definition = unwrap(schema);
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  if (definition.options !== undefined) {
    for (const option of definition.options) {
      const found = schemaAt(option, path);
      if (found !== undefined) return found;
    }
    return undefined;
  }
  const next = definition.shape?.[String(step)] ?? definition.valueType ?? definition.element;
  return next === undefined ? undefined : schemaAt(next, rest);
}

function unwrap(schema: z.ZodType): Definition {
  const definition = schema.def as unknown as Definition;
  return definition.innerType === undefined ? definition : unwrap(definition.innerType);
}

/** The keys an object may have; for a union those of all its branches. */
export function keysOf(schema: z.ZodType | undefined): string[] {
  if (schema === undefined) return [];
  const definition = unwrap(schema);
  return (
    (definition.options && [...new Set(definition.options.flatMap(keysOf))]) ?? Object.keys(definition.shape ?? {})
  );
}

/** The branches of a union; none for anything else. */
export function optionsOf(schema: z.ZodType | undefined): readonly z.ZodType[] {
  return schema === undefined ? [] : (unwrap(schema).options ?? []);
}

/** What the schema says of itself, as the remedy of a fault there. */
export function describe(schema: z.ZodType | undefined): string {
  const inner = schema === undefined ? undefined : (schema.def as unknown as Definition).innerType;
  const own = schema?.meta()?.description ?? (inner === undefined ? undefined : describe(inner));
  return own === undefined
    ? 'see docs/policy-language.md'
    : own.replace(/^[A-Z](?=[a-z]* )/, (letter) => letter.toLowerCase());
}
