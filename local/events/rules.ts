import { z } from 'zod';
import { invalid, type Operations, page, readInput } from '../http/index.ts';
import type { Buses, Rule } from './buses.ts';
import { compilePattern } from './pattern.ts';

const putRule = z.strictObject({
  Name: z.string().regex(/^[.\-_A-Za-z0-9]{1,64}$/, 'must be letters, digits, . - _'),
  EventBusName: z.string().optional(),
  EventPattern: z.string().max(4096),
  State: z.enum(['ENABLED', 'DISABLED']).default('ENABLED'),
  Description: z.string().max(512).optional(),
});

const oneRule = z.strictObject({ Name: z.string(), EventBusName: z.string().optional() });

const listRules = z.strictObject({
  NamePrefix: z.string().optional(),
  EventBusName: z.string().optional(),
  Limit: z.int().min(1).max(100).default(100),
  NextToken: z.string().optional(),
});

/** PutRule, DescribeRule, ListRules, EnableRule, DisableRule and DeleteRule, for rules with an event pattern. */
export function rules(buses: Buses): Operations {
  function setState(input: unknown, state: Rule['state']): void {
    const { Name, EventBusName } = readInput(oneRule, input);
    const rule = buses.rule(EventBusName, Name);
    buses.rules(rule.bus).set(Name, { ...rule, state });
  }

  return {
    PutRule(input) {
      const { Name, EventBusName, EventPattern, State, Description } = readInput(putRule, input);
      const bus = buses.name(EventBusName);
      const ruleArn = buses.ruleArn(bus, Name);
      buses.rules(bus).set(Name, {
        name: Name,
        arn: ruleArn,
        bus,
        description: Description,
        state: State,
        pattern: EventPattern,
        fits: compilePattern(EventPattern),
        // putting a rule again replaces the rule, not what it feeds
        targets: buses.rules(bus).get(Name)?.targets ?? new Map(),
      });
      return { RuleArn: ruleArn };
    },

    DescribeRule(input) {
      const { Name, EventBusName } = readInput(oneRule, input);
      return describe(buses.rule(EventBusName, Name));
    },

    ListRules(input) {
      const { NamePrefix = '', EventBusName, Limit, NextToken } = readInput(listRules, input);
      const all = [...buses.rules(buses.name(EventBusName)).values()];
      const wanted = all.filter((rule) => rule.name.startsWith(NamePrefix)).sort((a, b) => (a.name < b.name ? -1 : 1));
      const { items, next } = page(wanted, Limit, NextToken);
      return { Rules: items.map(describe), ...(next !== undefined && { NextToken: next }) };
    },

    EnableRule: (input) => setState(input, 'ENABLED'),

    DisableRule: (input) => setState(input, 'DISABLED'),

    DeleteRule(input) {
      const { Name, EventBusName } = readInput(oneRule, input);
      const ofBus = buses.rules(buses.name(EventBusName));
      if ((ofBus.get(Name)?.targets.size ?? 0) > 0) throw invalid("Rule can't be deleted since it has targets.");
      ofBus.delete(Name);
    },
  };
}

function describe(rule: Rule): Record<string, unknown> {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventBusName: rule.bus,
    EventPattern: rule.pattern,
    State: rule.state,
    Description: rule.description,
  };
}
