import { ExpungeError } from '../../../lib/errors.ts';
import type { Stack } from './assembly.ts';
import { attributePath } from './intrinsics.ts';

/** A resource by its place in the assembly. */
export interface Address {
  readonly stack: Stack;
  readonly logicalId: string;
}

/** What a value of a template leans on: resources of its own stack, exports of others, conditions. */
interface Needs {
  readonly resources: Set<string>;
  readonly exports: Set<string>;
}

/** The resources of all stacks, each after everything it refers to. A circle is an error that names it. */
export function inOrder(stacks: readonly Stack[]): Address[] {
  const exporters = findExports(stacks);
  const done = new Set<string>();
  const path: string[] = [];
  const ordered: Address[] = [];

  const visit = (stack: Stack, logicalId: string): void => {
    const resource = stack.template.Resources?.[logicalId];
    const key = `${stack.name}.${logicalId}`;
    if (resource === undefined || done.has(key)) return;
    if (path.includes(key)) {
      throw new ExpungeError('CONFIGURATION', `Resources wait for each other: ${[...path, key].join(' → ')}.`);
    }
    path.push(key);
    const needs = needsOf(resource);
    for (const other of [resource.DependsOn ?? []].flat()) needs.resources.add(other);
    for (const other of needs.resources) visit(stack, other);
    for (const name of needs.exports) {
      const exporter = exporters.get(name);
      for (const other of exporter?.resources ?? []) if (exporter !== undefined) visit(exporter.stack, other);
    }
    path.pop();
    done.add(key);
    ordered.push({ stack, logicalId });
  };

  for (const stack of stacks)
    for (const logicalId of Object.keys(stack.template.Resources ?? {})) visit(stack, logicalId);
  return ordered;
}

function findExports(stacks: readonly Stack[]): Map<string, { stack: Stack; resources: Set<string> }> {
  const exporters = new Map<string, { stack: Stack; resources: Set<string> }>();
  for (const stack of stacks) {
    for (const { Value, Export } of Object.values(stack.template.Outputs ?? {})) {
      if (typeof Export?.Name === 'string') exporters.set(Export.Name, { stack, resources: needsOf(Value).resources });
    }
  }
  return exporters;
}

function needsOf(value: unknown): Needs {
  const needs: Needs = { resources: new Set(), exports: new Set() };
  collect(value, needs);
  return needs;
}

function collect(value: unknown, needs: Needs): void {
  if (value === null || typeof value !== 'object') return;
  for (const [key, entry] of Object.entries(value)) {
    if (key === 'Ref') needs.resources.add(String(entry));
    else if (key === 'Fn::GetAtt') needs.resources.add(attributePath(entry)[0]);
    else if (key === 'Fn::ImportValue' && typeof entry === 'string') needs.exports.add(entry);
    else if (key === 'Fn::Sub') collectNames(Array.isArray(entry) ? entry[0] : entry, needs);
    collect(entry, needs);
  }
}

function collectNames(text: unknown, needs: Needs): void {
  for (const [, name = ''] of String(text).matchAll(/\$\{([^!}][^}]*)\}/g))
    needs.resources.add(name.split('.')[0] ?? name);
}
