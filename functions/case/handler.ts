import { caseEvidence } from '../../lib/evidence/case-evidence.ts';
import {
  answerCase,
  type CaseLine,
  type CaseView,
  complain,
  decideFee,
  grantAppeal,
  listCases,
  type ReplyView,
  refuseCase,
  replyView,
  showCase,
} from '../../lib/registry/desk/index.ts';
import { isSubjectTrigger, readTrigger } from '../../lib/registry/events.ts';
import {
  type Case,
  type CaseOffice,
  meetPreconditions,
  meetShutDown,
  openCase,
  openShutDown,
  type Referencer,
  type Reply,
  type ShutDown,
} from '../../lib/registry/index.ts';
import type { CurrentEpoch } from '../wiring/keys.ts';
import { recordKey } from '../wiring/record-key.ts';
import { type Order, parseOrder, readShutDown } from './orders.ts';

export interface CaseDeps extends Omit<CaseOffice, 'referencer' | 'evidenceOf' | 'keyOf'> {
  readonly references: () => Promise<Referencer>;
  readonly epoch: CurrentEpoch;
}

export type CaseAnswer =
  | { readonly case: CaseView }
  | { readonly cases: readonly CaseLine[]; readonly next: string | null }
  | { readonly reply: ReplyView }
  | { readonly shutDown: ToldShutDown };

/** A service whose end came to the desk; `shut-down show` says how far it has come. */
export interface ToldShutDown extends Pick<ShutDown, 'id' | 'policy' | 'provisional'> {
  readonly receivedAt: string;
  readonly deadline: string;
  readonly missing: readonly string[];
}

/** The case desk: requests by mail and phone, proofs, decisions, answers. Whoever may invoke it may do all of it. */
export function createHandler({ references, epoch, ...deps }: CaseDeps) {
  const { clock } = deps;
  const evidenceOf: CaseOffice['evidenceOf'] = async (policy, subject, caseId) =>
    caseEvidence(await epoch(clock.now()), policy, subject, caseId);
  const officeOf = async (): Promise<CaseOffice> => ({
    ...deps,
    evidenceOf,
    keyOf: recordKey,
    referencer: await references(),
  });
  const shown = async ({ id }: Pick<Case, 'id'>) => ({ case: await showCase(id, deps) });
  const told = (reply: Reply) => ({ reply: replyView(reply, clock.now()) });

  return async (event: unknown): Promise<CaseAnswer> => {
    const order = parseOrder(event);
    switch (order.command) {
      case 'case open':
        return open(order);
      case 'case show':
        return shown({ id: order.case });
      case 'case list':
        return listCases(order, deps);
      case 'case meet':
        return meet(order);
      case 'case refuse':
        return shown(await refuseCase(order, deps));
      case 'case grant':
        return shown(await grantAppeal(order, deps));
      case 'case answer':
        return told(await answerCase(order, deps));
      case 'case complain':
        return told(await complain({ ...order, receivedAt: Date.parse(order.receivedAt) }, deps));
      case 'case fee':
        return shown(await decideFee(order, deps));
    }
  };

  /** As if its event had come over the bus, but that the answer comes at once. */
  async function open({ trigger, detail }: Extract<Order, { command: 'case open' }>): Promise<CaseAnswer> {
    const office = await officeOf();
    if (isSubjectTrigger(trigger)) return shown(await openCase(readTrigger(trigger, detail, clock.now()), office));
    return { shutDown: toldShutDown(await openShutDown(readShutDown(trigger, detail, clock.now()), office)) };
  }

  async function meet({ case: of, gate, evidence, by }: Extract<Order, { command: 'case meet' }>): Promise<CaseAnswer> {
    // Who looked at the proof is part of where to find it.
    const preconditions = { [gate]: `${evidence} (${by})` };
    const met = {
      type: 'PreconditionsMet',
      id: `desk ${of} ${gate}`,
      case: of,
      preconditions,
      metAt: clock.now(),
    } as const;
    const isShutDown = (await deps.registry.case(of)) === null && (await meetShutDown(met, await officeOf()));
    const shutDown = isShutDown ? (await deps.registry.shutDowns()).find(({ id }) => id === of) : undefined;
    return shutDown === undefined ? shown(await meetPreconditions(met, deps)) : { shutDown: toldShutDown(shutDown) };
  }
}

function toldShutDown({ id, policy, receivedAt, deadline, provisional, gates }: ShutDown): ToldShutDown {
  const missing = gates.filter(({ metAt }) => metAt === undefined).map((gate) => gate.id);
  return { id, policy, provisional, receivedAt: iso(receivedAt), deadline: iso(deadline), missing };
}

const iso = (instant: number): string => new Date(instant).toISOString();
