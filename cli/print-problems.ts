import { formatProblem, type Problem, type SourceFile } from '../lib/policy/index.ts';

/** Problems as a compiler prints them, each with its line of the file, and the count at the end. */
export function printProblems(problems: readonly Problem[], files: readonly SourceFile[]): string {
  const texts = new Map(files.map(({ path, text }) => [path, text]));
  return [...problems.map((problem) => formatProblem(problem, texts.get(problem.file))), countProblems(problems)].join(
    '\n\n',
  );
}

function countProblems(problems: readonly Problem[]): string {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  return `${count(errors, 'error')}, ${count(problems.length - errors, 'warning')}`;
}

/** `1 error`, `2 errors`. */
export function count(n: number, word: string): string {
  return `${n} ${n === 1 ? word : `${word.replace(/y$/, 'ie')}s`}`;
}
