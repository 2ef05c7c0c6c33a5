import type { ShutDown } from '../../lib/registry/index.ts';

export const sampleShutDown = (rest: Partial<ShutDown> = {}): ShutDown => ({
  id: 'shut-down-of-the-shop1',
  policy: 'shop',
  policyVersion: '1',
  policyDigest: 'd'.repeat(64),
  clause: '2.9.2',
  step: 1,
  receivedAt: 1000,
  gates: [{ id: 'collection-stopped', clause: '2.9.2' }],
  deadline: 9000,
  provisional: false,
  calendar: null,
  recorded: [],
  ...rest,
});
