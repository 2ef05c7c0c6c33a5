import type { Appearance } from './appearance.ts';
import type { Tagging } from './checks/index.ts';
import { inspect, type Look, leftToDo } from './inspect.ts';
import type { Ledger } from './ledger.ts';
import { lookAtStores } from './look.ts';
import { type RegistryView, viewRegistry } from './registry-view.ts';
import type { Scene } from './scene.ts';

/** What lies in the stores and in the registry. */
export interface Sight {
  readonly seen: ReadonlyMap<string, Appearance>;
  readonly registry: RegistryView;
}

/** Looks at the stores from time to time, and remembers what it saw. */
export class Watch {
  readonly looks: Look[] = [];
  readonly #scene: Scene;
  readonly #ledger: Ledger;
  readonly #lookedFor = new Set<string>();
  #tagged = 0;
  #unseen = 0;
  #missing = 0;

  constructor(scene: Scene, ledger: Ledger) {
    this.#scene = scene;
    this.#ledger = ledger;
  }

  get tagging(): Tagging {
    return { tagged: this.#tagged, unseen: this.#unseen, missing: this.#missing };
  }

  async look(): Promise<Sight> {
    const { plan, runtime } = this.#scene;
    const [seen, registry] = await Promise.all([
      lookAtStores(plan, runtime.clients.dynamodb(), runtime.clients.s3()),
      viewRegistry(this.#scene),
    ]);
    const look = inspect(this.#ledger, seen, runtime.clock.now());
    this.looks.push(look);
    this.#lookForTags(look, registry);
    return { seen, registry };
  }

  /** Of what was written since the last look: is there a tag for every rule that has something to erase? */
  #lookForTags(look: Look, registry: RegistryView): void {
    const references = new Map([...registry.named].map(([ref, { policy, id }]) => [`${policy} ${id}`, ref]));
    const tags = new Set(registry.tags.map(({ ref, dataset, rule, at }) => nameOf(ref, dataset, rule, at)));
    for (const entry of this.#ledger.entries.values()) {
      const verdict = look.verdicts.get(entry.id);
      if (verdict === undefined || this.#lookedFor.has(entry.id)) continue;
      this.#lookedFor.add(entry.id);
      const left = leftToDo(entry, verdict, this.#ledger);
      const { store } = this.#ledger.dataset(entry.dataset);
      const located = store.kind === 'dynamodb' && store.subject.by === 'locator';
      const key = located ? JSON.parse(entry.id)[1] : undefined;
      const at = located ? JSON.stringify({ [store.partitionKey]: { S: key } }) : undefined;
      const ref = references.get(`${entry.policy} ${entry.subject}`) ?? '';
      if (left.length === 0) this.#unseen++;
      else if (left.every(({ rule }) => tags.has(nameOf(ref, entry.dataset, rule, at)))) this.#tagged++;
      else this.#missing++;
    }
  }
}

const nameOf = (...parts: readonly (string | undefined)[]): string => parts.join(' ');
