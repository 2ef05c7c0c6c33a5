import type { ParseArgsConfig } from 'node:util';
import type { StoreCatalogue } from '../lib/policy/index.ts';

/** One command: options in, data out. It neither prints nor exits. */
export interface Command {
  /** The words that name it: `policy check`. */
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  /** `--json` and `--help` are added to each. */
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** @throws ExpungeError USAGE where the arguments make no sense. */
  run(input: Input, world: World): Promise<Outcome>;
}

export interface Input {
  readonly files: readonly string[];
  readonly options: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;
}

export interface Outcome {
  /** Whether everything is as it should be: exit status 0 or 1. */
  readonly ok: boolean;
  /** For people. */
  readonly text: string;
  /** For `--json`. */
  readonly data: unknown;
}

/** What lies outside the machine; tests put something else here. */
export interface World {
  readStores(names: StoreNames, where: Where): Promise<StoreCatalogue>;
  /** Runs a function by its name and waits for what it answers. Commands call it through `ask` in invoke.ts. */
  invoke(functionName: string, payload: object, where: Where): Promise<unknown>;
  /** All of standard input. */
  readInput(): Promise<string>;
  /** Milliseconds since 1970. */
  now(): number;
  /** Lets time go by, milliseconds. */
  wait(milliseconds: number): Promise<void>;
  /** Says how far a long command has come, where somebody looks on: on standard error, if that is a terminal. */
  progress(line: string): void;
}

/** Another endpoint or region than the environment names. */
export interface Where {
  readonly endpoint?: string;
  readonly region?: string;
}

export interface StoreNames {
  readonly tables: readonly string[];
  readonly buckets: readonly string[];
}
