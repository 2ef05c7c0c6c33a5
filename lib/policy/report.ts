import type { ErrorCode } from '../errors.ts';
import type { Problem } from './problem.ts';
import type { Path, Source } from './source.ts';

export interface Finding {
  readonly message: string;
  readonly remedy: string;
  readonly clause?: string | undefined;
  /** Point at the key rather than at its value. */
  readonly part?: 'key' | 'value';
}

/** Collects problems of one file, each at its place. */
export interface Report {
  readonly problems: readonly Problem[];
  /** Whether the file has this path. */
  has(path: Path): boolean;
  error(code: ErrorCode, path: Path, finding: Finding): void;
  warning(code: ErrorCode, path: Path, finding: Finding): void;
}

export function createReport(source: Source): Report {
  const problems: Problem[] = [];
  const add = (severity: Problem['severity'], code: ErrorCode, path: Path, finding: Finding) => {
    problems.push({
      code,
      file: source.file.path,
      ...source.at(path, finding.part ?? 'value'),
      ...(finding.clause === undefined ? {} : { clause: finding.clause }),
      message: finding.message,
      remedy: finding.remedy,
      severity,
    });
  };
  return {
    problems,
    has: (path) => source.has(path),
    error: (code, path, finding) => add('error', code, path, finding),
    warning: (code, path, finding) => add('warning', code, path, finding),
  };
}
