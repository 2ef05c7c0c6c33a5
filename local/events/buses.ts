import { AwsFault, arn, type Place } from '../http/index.ts';
import type { Test } from './pattern.ts';
import type { Target } from './targets.ts';

export interface Rule {
  readonly name: string;
  readonly arn: string;
  readonly bus: string;
  readonly description: string | undefined;
  readonly state: 'ENABLED' | 'DISABLED';
  /** The pattern as it was given, and compiled. */
  readonly pattern: string;
  readonly fits: Test;
  readonly targets: Map<string, Target>;
}

export const DEFAULT_BUS = 'default';

/** The buses and their rules. The default bus is always there. */
export class Buses {
  readonly place: Place;
  readonly #rules = new Map<string, Map<string, Rule>>([[DEFAULT_BUS, new Map()]]);

  constructor(place: Place) {
    this.place = place;
  }

  names(): string[] {
    return [...this.#rules.keys()].sort();
  }

  arn(bus: string): string {
    return arn(this.place, 'events', `event-bus/${bus}`);
  }

  ruleArn(bus: string, rule: string): string {
    return arn(this.place, 'events', bus === DEFAULT_BUS ? `rule/${rule}` : `rule/${bus}/${rule}`);
  }

  /** The name of an existing bus, from its name or ARN; without either the default bus. */
  name(reference: string = DEFAULT_BUS): string {
    const prefix = this.arn('');
    const name = reference.startsWith(prefix) ? reference.slice(prefix.length) : reference;
    if (!this.#rules.has(name)) throw notFound(`Event bus ${reference} does not exist.`);
    return name;
  }

  create(name: string): void {
    if (this.#rules.has(name)) {
      throw new AwsFault('ResourceAlreadyExistsException', `Event bus ${name} already exists.`);
    }
    this.#rules.set(name, new Map());
  }

  delete(name: string): void {
    this.#rules.delete(name);
  }

  /** The rules of a bus, by name. The map is the store itself. */
  rules(bus: string): Map<string, Rule> {
    return this.#rules.get(bus) ?? new Map();
  }

  rule(bus: string | undefined, name: string): Rule {
    const owner = this.name(bus);
    const rule = this.rules(owner).get(name);
    if (rule === undefined) throw notFound(`Rule ${name} does not exist on EventBus ${owner}.`);
    return rule;
  }
}

function notFound(message: string): AwsFault {
  return new AwsFault('ResourceNotFoundException', message);
}
