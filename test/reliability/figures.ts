import type { GrantFigures } from '../support/grants.ts';

/*
 * What docs/reliability.json holds: one section for each thing that was done, with what came of it and with which versions.
 */

/** Versions of what ran a section, by name. */
export type Versions = Readonly<Record<string, string>>;

export interface Section<T> {
  /** What ran it, to be typed again. */
  readonly command: string;
  readonly versions: Versions;
  readonly figures: T;
}

export interface SimulationFigures {
  readonly runs: number;
  readonly steps: number;
  readonly faults: number;
  readonly faultsByKind: Readonly<Record<string, number>>;
  readonly violations: number;
  readonly mutants: number;
  readonly mutantsCaught: number;
  readonly byMutant: readonly {
    readonly name: string;
    readonly breaks: string;
    readonly seed: number | null;
    readonly promise: string | null;
  }[];
}

/** Under names that say what they count. */
export type Counts = Readonly<Record<string, number>>;

export interface RealPathFigures {
  readonly people: number;
  readonly records: number;
  /** That the calm play made. */
  readonly requests: number;
  /** Receipts of the calm play. */
  readonly receipts: number;
  /** Of each disturbed one: its receipts, and of the clusters erased in the calm one how many are proved. */
  readonly plays: readonly { readonly receipts: number; readonly erased: number; readonly proved: number }[];
  /** By function. */
  readonly kills: Counts;
  /** By service. */
  readonly restarts: Counts;
  readonly cut: Counts;
  readonly answersLost: Counts;
  readonly throttled: Counts;
  readonly failed: Counts;
  /** By what was handed over again. */
  readonly repeated: Counts;
  readonly differences: number;
}

export interface CallFigures {
  /** How many end-to-end tests made the calls, and how many of those were in which partition. */
  readonly tests: number;
  readonly byFunction: readonly FunctionCalls[];
  readonly otherPartition: OtherPartition;
}

export interface FunctionCalls {
  readonly name: string;
  readonly allowed: number;
  readonly refused: number;
}

/** Calls recorded in one partition, each kind once, before the policies of the other. */
export interface OtherPartition {
  readonly partition: string;
  readonly allowed: number;
  readonly refused: number;
  /** Calls of others, tried in each function's name. */
  readonly asOthers: readonly FunctionCalls[];
}

export interface LeakFigures {
  readonly canaries: number;
  readonly planted: number;
  readonly searched: Counts;
  readonly found: number;
}

export interface HostileFigures {
  readonly kinds: readonly { readonly kind: string; readonly inputs: number }[];
  /** Tests of hostile input that did not pass: a crash without a code, something told, an erasure. */
  readonly failed: number;
}

export interface ContractFigures {
  readonly suites: readonly {
    readonly port: string;
    readonly implementation: string;
    readonly passed: number;
    readonly skipped: number;
  }[];
}

/** Known differences are named in docs/limits.md. */
export interface MotoFigures {
  readonly passed: number;
  readonly differs: number;
  readonly skipped: number;
}

export interface DependencyFigures {
  readonly packages: number;
  readonly deployed: number;
  readonly handedOn: number;
  readonly licences: readonly { readonly licence: string; readonly packages: number }[];
  readonly ranges: number;
  readonly withoutHash: number;
  readonly declareInstallScript: number;
  /** Weaknesses known to the registry; null where it does not answer. */
  readonly weaknesses: number | null;
}

export interface Sections {
  readonly simulation: Section<SimulationFigures>;
  readonly realPath: Section<RealPathFigures>;
  readonly blastRadius: Section<Counts>;
  readonly calls: Section<CallFigures>;
  readonly grants: Section<GrantFigures>;
  readonly leaks: Section<LeakFigures>;
  readonly hostile: Section<HostileFigures>;
  readonly contracts: Section<ContractFigures>;
  readonly moto: Section<MotoFigures>;
  readonly dependencies: Section<DependencyFigures>;
}

export type Name = keyof Sections;

/** A section that was never run is absent. */
export type Figures = { readonly [one in Name]?: Sections[one] };
