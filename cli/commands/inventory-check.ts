import { ExpungeError } from '../../lib/errors.ts';
import { checkStores, compile, hasErrors, type Plan, type Problem } from '../../lib/policy/index.ts';
import type { Command, StoreNames } from '../command.ts';
import { count, printProblems } from '../print-problems.ts';
import { readPolicies, readSourceFile } from '../source-files.ts';

/** `expunge inventory check`: whether the tables and buckets are as the inventory says, read from the account. */
export const inventoryCheck: Command = {
  name: 'inventory check',
  usage: 'expunge inventory check FILE --policies DIR_OR_FILE... [--endpoint URL] [--region REGION] [--json]',
  summary:
    'Compares the inventory with the tables and buckets as they are (reads only their descriptions, never data).',
  options: {
    policies: { type: 'string', multiple: true },
    endpoint: { type: 'string' },
    region: { type: 'string' },
  },
  async run({ files: [file, ...more], options }, world) {
    const { policies: named } = options;
    if (file === undefined || !Array.isArray(named)) {
      throw new ExpungeError('USAGE', `Name the inventory and its policies. Usage: ${inventoryCheck.usage}`);
    }
    const inventory = readSourceFile(file);
    // A shell expands `--policies policies/*.yaml` into one option value and more file names.
    const policies = readPolicies([...named.map(String), ...more]);
    const { plan, problems: found } = compile({ policies, inventory });
    const problems: Problem[] = [...found];
    if (plan !== null) {
      const catalogue = await world.readStores(storesOf(plan), {
        ...(typeof options.endpoint === 'string' ? { endpoint: options.endpoint } : {}),
        ...(typeof options.region === 'string' ? { region: options.region } : {}),
      });
      problems.push(...checkStores(plan, catalogue, inventory));
    }
    const ok = !hasErrors(problems);
    const report = problems.length > 0 ? `${printProblems(problems, [...policies, inventory])}\n` : '';
    const compared =
      plan === null
        ? 'the stores were not looked at'
        : `${count(Object.keys(plan.datasets).length, 'dataset')} compared with the stores`;
    return {
      ok,
      text: `${report}${compared}: ${ok ? 'nothing stands in the way' : 'refused'}`,
      data: { ok, inventory: file, storesRead: plan !== null, problems },
    };
  },
};

function storesOf(plan: Plan): StoreNames {
  const stores = Object.values(plan.datasets).map(({ store }) => store);
  return {
    tables: stores.flatMap((store) => (store.kind === 'dynamodb' ? [store.table] : [])),
    buckets: [...new Set(stores.flatMap((store) => (store.kind === 's3' ? [store.bucket] : [])))],
  };
}
