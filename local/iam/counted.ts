import type { Call } from './statement.ts';

/** Calls that are the same to every policy: the first of them, and what came of how many. */
export interface CountedCall {
  readonly call: Call;
  readonly allowed: number;
  readonly refused: number;
}

/** Counts calls by kind: the same action on the same resource, with condition keys of the same kind. */
export class CallCounts {
  readonly #byKind = new Map<string, { readonly call: Call; allowed: number; refused: number }>();

  add(call: Call, outcome: 'allowed' | 'refused', times = 1): void {
    const kind = kindOf(call);
    const known = this.#byKind.get(kind) ?? { call, allowed: 0, refused: 0 };
    known[outcome] += times;
    this.#byKind.set(kind, known);
  }

  all(): readonly CountedCall[] {
    return [...this.#byKind.values()].map((one) => ({ ...one }));
  }

  /** What was counted since this was last asked. */
  take(): readonly CountedCall[] {
    const taken = this.all();
    this.#byKind.clear();
    return taken;
  }
}

/** Two calls of one kind differ in what no policy here can look at: which subject, which record, which object. */
export function kindOf({ action, resource, context }: Call): string {
  const conditions = Object.entries(context).map(([key, value]) => {
    if (key === 'dynamodb:LeadingKeys') return `${key}=${[...new Set([value].flat().map(partOfRegistry))].sort()}`;
    return key === 's3:prefix' ? `${key}=${firstFolder(String(value))}` : key;
  });
  return [action, kindOfResource(action, resource), ...conditions.sort()].join(' ');
}

/** `S#…` begins the partition of a subject, as `D#hold` is one list; in a table of an application a partition is a person. */
function partOfRegistry(key: string): string {
  return /^[A-Z]#(?:[a-z-]+$)?/.exec(key)?.[0] ?? '';
}

/** Of an object its bucket, the first folder, and a name that is a word, such as that of a checkpoint. */
function kindOfResource(action: string, resource: string): string {
  const slash = resource.indexOf('/');
  if (!action.startsWith('s3:') || slash < 0) return resource;
  const key = resource.slice(slash + 1);
  return `${resource.slice(0, slash)}/${firstFolder(key)}${/(?:^|\/)[a-z-]+$/.exec(key)?.[0] ?? ''}`;
}

const firstFolder = (key: string): string => /^[^/]*\//.exec(key)?.[0] ?? '';
