import { z } from 'zod';
import { invalid, type Operations, page, readInput } from '../http/index.ts';
import { type Buses, DEFAULT_BUS } from './buses.ts';

const create = z.strictObject({ Name: z.string().regex(/^[.\-_A-Za-z0-9]{1,256}$/, 'must be letters, digits, . - _') });
const describe = z.strictObject({ Name: z.string().optional() });
const remove = z.strictObject({ Name: z.string() });
const list = z.strictObject({
  NamePrefix: z.string().optional(),
  Limit: z.int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
});

/** CreateEventBus, DescribeEventBus, ListEventBuses and DeleteEventBus. */
export function busOperations(buses: Buses): Operations {
  const describeBus = (name: string) => ({ Name: name, Arn: buses.arn(name) });

  return {
    CreateEventBus(input) {
      const { Name } = readInput(create, input);
      buses.create(Name);
      return { EventBusArn: buses.arn(Name) };
    },

    DescribeEventBus: (input) => describeBus(buses.name(readInput(describe, input).Name)),

    ListEventBuses(input) {
      const { NamePrefix = '', Limit, NextToken } = readInput(list, input);
      const names = buses.names().filter((name) => name.startsWith(NamePrefix));
      const { items, next } = page(names, Limit, NextToken);
      return { EventBuses: items.map(describeBus), ...(next !== undefined && { NextToken: next }) };
    },

    DeleteEventBus(input) {
      const { Name } = readInput(remove, input);
      if (Name === DEFAULT_BUS) throw invalid(`Cannot delete event bus ${Name}.`);
      if (buses.rules(Name).size > 0) throw invalid(`Event bus ${Name} still has rules: delete them first.`);
      buses.delete(Name);
    },
  };
}
