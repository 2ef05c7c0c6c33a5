const compiled = new Map<string, RegExp>();

/** Whether a text fits a pattern of IAM: `*` is any text, also none, and `?` any one character. */
export function fits(pattern: string, text: string): boolean {
  if (pattern === '*') return true;
  if (!/[*?]/.test(pattern)) return pattern === text;
  let expression = compiled.get(pattern);
  if (expression === undefined) {
    const source = pattern
      .replaceAll(/[\\^$.|+()[\]{}]/g, '\\$&')
      .replaceAll(/\*+/g, '.*')
      .replaceAll('?', '.');
    expression = new RegExp(`^${source}$`, 'su');
    compiled.set(pattern, expression);
  }
  return expression.test(text);
}

/** The same for ARNs, part by part: a `*` in one part does not reach into the next, but in the last. */
export function arnFits(pattern: string, arn: string): boolean {
  const [asked, given] = [parts(pattern), parts(arn)];
  return asked.length === given.length && asked.every((part, index) => fits(part, given[index] ?? ''));
}

function parts(arn: string): readonly string[] {
  const all = arn.split(':');
  return [...all.slice(0, 5), all.slice(5).join(':')];
}
