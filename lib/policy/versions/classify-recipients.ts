import type { InventoryFile } from '../inventory-schema.ts';
import type { ReadInventory } from '../read-inventory.ts';
import type { Change } from './classify.ts';

/**
 * Who receives what under a policy that did not before, or no longer does (D 8.2 c: 个人信息共享、转让或公开披露的主要对象发生变化):
 * category by category, as the inventories say it. Both must be free of errors.
 */
export function classifyRecipients(policy: string, before: ReadInventory, after: ReadInventory): readonly Change[] {
  const [old, now] = [received(policy, before.file), received(policy, after.file)];
  const added = [...now].filter((what) => !old.has(what));
  const dropped = [...old].filter((what) => !now.has(what));
  return [
    ...dropped.map((what): Change => ({ kind: 'recipient dropped', what, before: what, after: null, reduces: false })),
    ...added.map((what): Change => ({ kind: 'recipient added', what, before: null, after: what, reduces: true })),
  ];
}

/** `<recipient> receives <category>`, and `<recipient> keeps <category>` for one that will not erase it. */
function received(policy: string, file: InventoryFile | null): ReadonlySet<string> {
  const all = Object.values(file?.datasets ?? {}).filter((dataset) => dataset.policy === policy);
  const pairs = all.flatMap(({ category, fields = {}, recipients = [] }) => {
    const categories = [category, ...Object.values(fields).map((field) => field.category)];
    return recipients.flatMap((id) => {
      const does = file?.recipients?.[id]?.keeps === undefined ? ['receives'] : ['receives', 'keeps'];
      return categories.flatMap((one) => (one === undefined ? [] : does.map((verb) => `${id} ${verb} ${one}`)));
    });
  });
  return new Set(pairs.sort());
}
