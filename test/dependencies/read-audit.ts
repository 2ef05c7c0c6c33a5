/** What `npm audit --json` said. */
export type Audit =
  | { readonly answered: true; readonly weaknesses: readonly Weakness[] }
  | { readonly answered: false; readonly why: string };

export interface Weakness {
  readonly package: string;
  readonly severity: string;
  /** What npm would do about it, in words; null where it knows nothing. */
  readonly mended: string | null;
}

/**
 * Reads the output of `npm audit --json`. Only a report with a count of weaknesses is an answer: an error, no output, or
 * anything else is none, whatever status npm ended with.
 */
export function readAudit(output: string): Audit {
  let said: unknown;
  try {
    said = JSON.parse(output);
  } catch {
    return { answered: false, why: 'npm printed no report' };
  }
  const { metadata, vulnerabilities, statusCode, error } = (said ?? {}) as Report;
  const total = metadata?.vulnerabilities?.total;
  if (typeof total !== 'number' || vulnerabilities === undefined) {
    const code = statusCode ?? error?.code;
    return { answered: false, why: code === undefined ? 'npm printed no count' : `the registry answered ${code}` };
  }
  const weaknesses = Object.entries(vulnerabilities).map(([name, { severity = 'unknown', fixAvailable }]) => {
    const fix = typeof fixAvailable === 'object' ? `${fixAvailable.name} ${fixAvailable.version}` : null;
    return { package: name, severity, mended: fix ?? (fixAvailable === true ? 'npm audit fix' : null) };
  });
  // What npm counts and does not name would be passed over.
  if (weaknesses.length !== total)
    return { answered: false, why: `npm counted ${total} and named ${weaknesses.length}` };
  return { answered: true, weaknesses };
}

interface Report {
  readonly metadata?: { readonly vulnerabilities?: { readonly total?: number } };
  readonly vulnerabilities?: Readonly<
    Record<
      string,
      {
        readonly severity?: string;
        readonly fixAvailable?: boolean | { readonly name: string; readonly version: string };
      }
    >
  >;
  readonly statusCode?: number;
  readonly error?: { readonly code?: string };
}
