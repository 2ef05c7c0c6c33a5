import type { FloorStart } from './plan.ts';

/** What a law demands to be kept, from when, and for how long at least. */
export interface LegalMinimum {
  /** As policies cite it. */
  readonly law: string;
  /** `3 years`, as a policy writes it. */
  readonly period: string;
  /** Where the law itself starts to count. */
  readonly start: FloorStart;
  /** Whom and what it binds. */
  readonly about: string;
}

/**
 * Legal minimums whose text was read. A floor that cites one of them may not be shorter, nor start elsewhere; laws that are
 * not here may be cited all the same, on the word of whoever writes the policy.
 */
export const LEGAL_MINIMUMS: readonly LegalMinimum[] = [
  {
    law: 'E-commerce Law Art. 31',
    period: '3 years',
    start: 'transaction completed',
    about: 'platform operators: information on goods, services and transactions',
  },
  {
    // Art. 21(3) of 2016; the amended law, in force since 2026, counts its articles anew.
    law: 'Cybersecurity Law on network logs',
    period: '6 months',
    start: 'collected',
    about: 'network operators: logs of the running of the network',
  },
  {
    law: 'Anti-Money Laundering Law Art. 34 on identity',
    period: '10 years',
    start: 'account closed',
    about: 'financial and payment institutions: the identity of customers, from the end of the relation',
  },
  {
    law: 'Anti-Money Laundering Law Art. 34 on transactions',
    period: '10 years',
    start: 'transaction completed',
    about: 'financial and payment institutions: records of transactions',
  },
];
