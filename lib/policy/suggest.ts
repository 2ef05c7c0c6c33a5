/** The key that was probably meant, and all that could have been. */
export function suggestKey(key: string, allowed: readonly string[]): string {
  const near = allowed
    .map((candidate) => ({ candidate, distance: editDistance(key.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const list = `the keys here are ${allowed.map((name) => `\`${name}\``).join(', ')}`;
  return near !== undefined && near.distance <= Math.max(2, key.length / 3)
    ? `did you mean \`${near.candidate}\`? (${list})`
    : list;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
