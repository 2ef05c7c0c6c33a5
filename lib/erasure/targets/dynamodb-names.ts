/** Placeholders for attribute names: any name is allowed in a table, few are in an expression. */
export class Names {
  readonly all: Record<string, string> = {};

  /** The placeholder of a path such as `address.city`, or of a plain name. */
  of(path: string): string {
    return path
      .split('.')
      .map((name) => {
        const known = Object.entries(this.all).find(([, existing]) => existing === name);
        if (known) return known[0];
        const placeholder = `#n${Object.keys(this.all).length}`;
        this.all[placeholder] = name;
        return placeholder;
      })
      .join('.');
  }
}
