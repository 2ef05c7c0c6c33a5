import type { ErrorCode } from '../errors.ts';

/** Something wrong in what people wrote, and what to write instead. Lines and columns count from 1. */
export interface Problem {
  readonly code: ErrorCode;
  /** The file as it was named to the compiler. */
  readonly file: string;
  /** 0 where no line is known (a store that no file names). */
  readonly line: number;
  readonly column: number;
  /** Where in the policy text the promise stands. */
  readonly clause?: string;
  readonly message: string;
  readonly remedy: string;
  /** Only an error keeps the plan from being made. */
  readonly severity: 'error' | 'warning';
}

/** In reading order: by file, then by place. Equal places keep the order in which they were found. */
export function sortProblems(problems: readonly Problem[]): Problem[] {
  return [...problems].sort(
    (a, b) =>
      compareText(a.file, b.file) || a.line - b.line || a.column - b.column || compareText(a.message, b.message),
  );
}

export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some((problem) => problem.severity === 'error');
}

/**
 * A problem as a compiler prints it: place and code, the line with a caret where the text of the file is given, what is wrong, the
 * clause it concerns, what to write instead. Several lines, no line break at the end.
 */
export function formatProblem(problem: Problem, text?: string): string {
  const place = problem.line > 0 ? `${problem.file}:${problem.line}:${problem.column}` : problem.file;
  const lines = [`${place} ${problem.severity === 'warning' ? 'warning ' : ''}${problem.code}`];
  const source = problem.line > 0 ? text?.split(/\r?\n/)[problem.line - 1] : undefined;
  if (source !== undefined) {
    const margin = String(problem.line).length + 2;
    // Tabs keep their width and a full-width character counts twice, so that the caret stands under its word.
    const lead = [...source.slice(0, problem.column - 1)].map((c) =>
      c === '\t' ? c : c.charCodeAt(0) > 0x2e7f ? '  ' : ' ',
    );
    lines.push(`  ${problem.line} | ${source}`, `${' '.repeat(margin)} | ${lead.join('')}^`);
  }
  lines.push(`  ${problem.message}`);
  if (problem.clause !== undefined) lines.push(`  clause: ${problem.clause}`);
  lines.push(`  instead: ${problem.remedy}`);
  return lines.join('\n');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
