import { inventory, policies } from './policy-texts.ts';

/** The five policies and the five apps' inventory as they lie on the disk, without the platforms it has itself. */
export const fiveAppsFiles = () => ({
  policies: policies.map(({ path, text }) => ({ path, text })),
  inventory: { ...inventory, text: inventory.text.replace(/^platforms:\n(?:[ #].*\n|\n)*/m, '') },
});
