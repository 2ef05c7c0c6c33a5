import type { ReadInventory } from './read-inventory.ts';
import type { ReadPolicy } from './read-policy.ts';

/** Every category is somewhere or declared not to be: otherwise nobody could say that all of it has been erased. */
export function refuseUncovered(inventory: ReadInventory, policies: readonly ReadPolicy[]): void {
  if (inventory.file === null) return;
  const datasets = Object.values(inventory.file.datasets);
  for (const { file, report } of policies) {
    if (file === null) continue;
    const covered = new Set(
      datasets
        .filter((dataset) => dataset.policy === file.policy)
        .flatMap((dataset) => [
          dataset.category,
          ...Object.values(dataset.fields ?? {}).map((field) => field.category),
        ]),
    );
    for (const [category, { clause, stored }] of Object.entries(file.categories)) {
      if (stored === false || covered.has(category)) continue;
      report.error('INVENTORY_COVERAGE', ['categories', category], {
        part: 'key',
        clause: clause.at,
        message: `no dataset of ${inventory.source.file.path} holds category \`${category}\` of policy \`${file.policy}\``,
        remedy: 'say in the inventory where it is kept, or write `stored: false` here if it is never kept',
      });
    }
  }
}
