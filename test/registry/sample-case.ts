import type { Case, CaseEvidence } from '../../lib/registry/index.ts';

/** How evidence names somebody. */
export const sampleEvidence: CaseEvidence = {
  epoch: '2026',
  ref: 'EEEEEEEEEEEEEEEEEEEEEE',
  binding: { iterations: 1000, digest: 'ZGlnZXN0', saltDigest: '5a'.repeat(32) },
};

/** A case that has just been opened, of the account of the given reference. */
export function sampleCase(given: Pick<Case, 'id' | 'ref'> & Partial<Case>): Case {
  return {
    policy: 'shop',
    policyVersion: '1',
    policyDigest: 'd'.repeat(64),
    evidence: sampleEvidence,
    trigger: 'AccountClosed',
    scope: { kind: 'account' },
    channel: 'app',
    gates: [],
    doubts: [],
    receivedAt: 1,
    deadline: 2,
    provisional: false,
    calendar: null,
    state: 'open',
    outstanding: [],
    restricted: [],
    receipts: [],
    recipients: [],
    issued: [],
    ...given,
  };
}
