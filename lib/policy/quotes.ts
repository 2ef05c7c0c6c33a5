import { type Problem, sortProblems } from './problem.ts';
import { createReport } from './report.ts';
import { type Path, readSource, type SourceFile } from './source.ts';

/**
 * Compares every quoted clause of a policy file with the text of the policy. White space does not count (texts come out of PDF with
 * breaks anywhere); everything else does.
 */
export function checkQuotes(policy: SourceFile, policyText: string): Problem[] {
  const source = readSource(policy, 'POLICY_INVALID');
  const report = createReport(source);
  const haystack = squeeze(policyText);
  for (const { quote, at, path } of quotesIn(source.data, [])) {
    if (haystack.includes(squeeze(quote))) continue;
    report.error('POLICY_INVALID', path, {
      ...(at === undefined ? {} : { clause: at }),
      message: 'these words do not stand in the policy text',
      remedy: 'copy the clause word for word; where the text is silent write `silent: true` instead of a quote',
    });
  }
  return sortProblems(report.problems);
}

/** The file name of the policy text that a policy names; null where it names none. A plain name only: never a way out of a directory. */
export function sourceTextOf(policy: SourceFile): string | null {
  const { data } = readSource(policy, 'POLICY_INVALID');
  const name = typeof data === 'object' && data !== null ? (data as { source?: unknown }).source : null;
  return typeof name === 'string' && /^[^/\\]+$/.test(name) && !name.startsWith('.') ? name : null;
}

interface Quote {
  readonly quote: string;
  readonly at: string | undefined;
  readonly path: Path;
}

function quotesIn(value: unknown, path: Path): Quote[] {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, child]) => quotesIn(child, [...path, key]));
  const { quote, at } = value as { quote?: unknown; at?: unknown };
  if (typeof quote !== 'string') return inner;
  return [{ quote, at: typeof at === 'string' ? at : undefined, path: [...path, 'quote'] }, ...inner];
}

function squeeze(text: string): string {
  return text.replace(/\s+/g, '');
}
