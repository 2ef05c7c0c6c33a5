import type { World } from '../../cli/command.ts';

const unasked = (what: string) => async () => {
  throw new Error(`This command has no business with ${what}.`);
};

/** A world in which nothing may be done but what is given. */
export function worldWith(given: Partial<World> = {}): World {
  return {
    readStores: unasked('the stores'),
    invoke: unasked('a function'),
    readInput: unasked('standard input'),
    now: () => {
      throw new Error('This command has no business with the time.');
    },
    wait: unasked('waiting'),
    progress: () => {},
    ...given,
  };
}
