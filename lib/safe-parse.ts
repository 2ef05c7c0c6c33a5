import type * as core from 'zod/v4/core';

type Read<T> =
  | { readonly success: true; readonly data: T }
  | { readonly success: false; readonly error: { readonly issues: readonly core.$ZodIssue[] } };

/**
 * `shape.safeParse`, which throws in one case: it compares the `length` (or `size`) of whatever has one, and cannot where
 * that is an object of no primitive value, such as `{"length":{"toString":1,"valueOf":1}}`. That is not of the form
 * either, as a whole: nothing is known of the place.
 */
export function safeParse<S extends core.$ZodType>(
  shape: S & { safeParse(value: unknown): Read<core.output<S>> },
  value: unknown,
): Read<core.output<S>> {
  try {
    return shape.safeParse(value);
  } catch (fault) {
    if (!(fault instanceof TypeError)) throw fault;
    return {
      success: false,
      error: { issues: [{ code: 'custom', path: [], message: 'it cannot be read', input: value }] },
    };
  }
}
