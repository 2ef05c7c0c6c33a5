/** A table; columns after the first stand to the right where they hold numbers. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  const isNumber = (at: number) => rows.length > 0 && rows.every((cells) => /^[*\d ,]*$/.test(cells[at] ?? ''));
  return [
    line(heads),
    `|${heads.map((_, at) => (at > 0 && isNumber(at) ? '---:' : '---')).join('|')}|`,
    ...rows.map(line),
  ];
}

/** With commas between the thousands. */
export const count = (number: number): string => number.toLocaleString('en-GB');

/** As it may stand in a table. */
export const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ');

/** `recordsErased` or `records erased` as `Records erased`. */
export function sentence(name: string): string {
  const words = name.replaceAll(/(?<=[a-z])(?=[A-Z])|(?<=A)(?=[A-Z][a-z])/g, ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
