import type { Place } from '../http/index.ts';
import { keyArn } from '../iam/calls/others.ts';
import {
  type Access,
  type AccessNotice,
  authorise,
  type Call,
  CallCounts,
  type CountedCall,
  type Decision,
  type PolicyDocument,
  readPolicy,
  type Service,
  type Statement,
} from '../iam/index.ts';
import type { Endpoints } from './clients.ts';

/** What the templates say of who may do what, and what came of it while they ran. */
export class Permissions {
  /** Grants that were used: `<function> <statement> <action>`. */
  readonly used = new Set<string>();
  /** What was refused, in words, each once. */
  readonly refused = new Set<string>();
  readonly #place: Place;
  readonly #services: Readonly<Record<string, Service>>;
  readonly #onRefused: (why: string) => void;
  readonly #roles = new Map<string, Statement[]>();
  /** The ARN of each caller's role. */
  readonly #employed = new Map<string, string>();
  readonly #counts = new Map<string, CallCounts>();
  readonly #policies: Record<string, Statement[]> = {};
  readonly #partitionKeys: Record<string, string> = {};
  readonly #encryptedWith: Record<string, string> = {};

  constructor(place: Place, endpoints: Endpoints, onRefused: (why: string) => void) {
    this.#place = place;
    this.#services = Object.fromEntries(
      Object.entries(endpoints).map(([service, endpoint]) => [new URL(endpoint).host, service as Service]),
    );
    this.#onRefused = onRefused;
  }

  /** A policy of a role, by the role's name. */
  giveRole(role: string, document: PolicyDocument): void {
    this.#roles.set(role, [...(this.#roles.get(role) ?? []), ...readPolicy(document)]);
  }

  /** The policy of a bucket, queue or key, by its ARN. */
  giveResource(arn: string, document: PolicyDocument): void {
    this.#policies[arn] = [...(this.#policies[arn] ?? []), ...readPolicy(document)];
  }

  /** `key`: id or ARN of the customer-managed key under which what is at `arn` is encrypted; undefined for none. */
  encrypt(arn: string, key: string | undefined): void {
    if (key !== undefined) this.#encryptedWith[arn] = keyArn(key, this.#place);
  }

  /** `name`: a table, or `<table>/index/<index>`. */
  partition(name: string, attribute: string): void {
    this.#partitionKeys[name] = attribute;
  }

  /** `caller`: the function's name among those of the deployment; `role`: ARN. */
  employ(caller: string, role: string): void {
    this.#employed.set(caller, role);
  }

  /** Every function that has a role, in order. */
  callers(): readonly string[] {
    return [...this.#employed.keys()].sort();
  }

  /** What a function has called until now, once for each kind. What it is just doing is not in it. */
  callsOf(caller: string): readonly CountedCall[] {
    return this.#counts.get(caller)?.all() ?? [];
  }

  /** Whether a function might make a call here, whether or not it ever did. */
  judge(caller: string, call: Call): Decision {
    return authorise(call, this.accessOf(caller), this.#policies);
  }

  /** Throws a RangeError for a caller without a role. */
  accessOf(caller: string): Access {
    const role = this.#employed.get(caller);
    if (role === undefined) throw new RangeError(`${caller} has no role.`);
    return {
      caller,
      role,
      statements: this.#roles.get(role.slice(role.indexOf('/') + 1)) ?? [],
      policies: this.#policies,
      services: this.#services,
      place: this.#place,
      partitionKeys: this.#partitionKeys,
      encryptedWith: this.#encryptedWith,
    };
  }

  readonly note = (notice: AccessNotice): void => {
    if (notice.kind === 'used') this.used.add(notice.grant);
    else if (notice.kind === 'calls') {
      const counts = this.#counts.get(notice.caller) ?? new CallCounts();
      this.#counts.set(notice.caller, counts);
      for (const { call, allowed, refused } of notice.calls) {
        if (allowed > 0) counts.add(call, 'allowed', allowed);
        if (refused > 0) counts.add(call, 'refused', refused);
      }
    } else if (!this.refused.has(notice.why)) {
      this.refused.add(notice.why);
      this.#onRefused(notice.why);
    }
  };
}
