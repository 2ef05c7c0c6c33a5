import { ExpungeError } from '../../../lib/errors.ts';
import { arn, type Place } from '../../http/index.ts';
import type { Stack } from './assembly.ts';
import { resolve, type Scope } from './intrinsics.ts';

/** A resource as it came into being: what `Ref` and `Fn::GetAtt` give. */
export interface Provisioned {
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** All that has been provisioned, across stacks; the scopes of their templates look here. */
export class Resources {
  readonly #stacks: readonly Stack[];
  readonly #place: Place;
  readonly #parameters: Readonly<Record<string, string>>;
  readonly #provisioned = new Map<string, Provisioned>();

  /** `parameters`: values of template parameters by name, where the template's default does not serve. */
  constructor(stacks: readonly Stack[], place: Place, parameters: Readonly<Record<string, string>>) {
    this.#stacks = stacks;
    this.#place = place;
    this.#parameters = parameters;
  }

  add(stack: Stack, logicalId: string, resource: Provisioned): void {
    this.#provisioned.set(`${stack.name}.${logicalId}`, resource);
  }

  get(stack: Stack, logicalId: string): Provisioned | undefined {
    return this.#provisioned.get(`${stack.name}.${logicalId}`);
  }

  /** What the intrinsic functions of this stack's template see. */
  scopeOf(stack: Stack): Scope {
    const scope: Scope = {
      place: stack.name,
      ref: (name) => this.#ref(stack, name),
      getAtt: (logicalId, attribute) => this.#getAtt(stack, logicalId, attribute),
      importValue: (name) => this.#importValue(name),
      condition: (name) => {
        const condition = stack.template.Conditions?.[name];
        if (condition === undefined)
          throw new ExpungeError('CONFIGURATION', `No condition ${name} in stack ${stack.name}.`);
        return resolve(condition, scope) === true;
      },
    };
    return scope;
  }

  #ref(stack: Stack, name: string): unknown {
    if (name.startsWith('AWS::')) return this.#pseudo(stack, name);
    const parameter = stack.template.Parameters?.[name];
    if (parameter !== undefined) {
      const value = this.#parameters[name] ?? parameter.Default;
      if (value !== undefined) return value;
      throw new ExpungeError('CONFIGURATION', `Parameter ${name} has no default: give it a value.`, {
        place: stack.name,
      });
    }
    return this.#existing(stack, name).ref;
  }

  #getAtt(stack: Stack, logicalId: string, attribute: string): string {
    const value = this.#existing(stack, logicalId).attributes[attribute];
    if (value !== undefined) return value;
    throw new ExpungeError('CONFIGURATION', `The embedded runtime gives ${logicalId} no attribute ${attribute}.`, {
      place: stack.name,
    });
  }

  #existing(stack: Stack, logicalId: string): Provisioned {
    const resource = this.get(stack, logicalId);
    if (resource !== undefined) return resource;
    throw new ExpungeError('CONFIGURATION', `${logicalId} is referred to, but nothing of that name was provisioned.`, {
      place: stack.name,
    });
  }

  #importValue(name: string): unknown {
    for (const stack of this.#stacks) {
      const scope = this.scopeOf(stack);
      for (const { Value, Export } of Object.values(stack.template.Outputs ?? {})) {
        if (Export !== undefined && resolve(Export.Name, scope) === name) return resolve(Value, scope);
      }
    }
    throw new ExpungeError('CONFIGURATION', `No stack of the assembly exports ${name}.`);
  }

  #pseudo(stack: Stack, name: string): string | undefined {
    const { partition, region, account } = this.#place;
    switch (name) {
      case 'AWS::Region':
        return region;
      case 'AWS::Partition':
        return partition;
      case 'AWS::AccountId':
        return account;
      case 'AWS::URLSuffix':
        return partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
      case 'AWS::StackName':
        return stack.name;
      case 'AWS::StackId':
        return arn(this.#place, 'cloudformation', `stack/${stack.name}/local`);
      case 'AWS::NoValue':
        return undefined;
      default:
        throw new ExpungeError('CONFIGURATION', `The embedded runtime does not know ${name}.`, { place: stack.name });
    }
  }
}
