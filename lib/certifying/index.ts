/** Certificates of cases: when the next one is due, why it is refused, what it states and how it is made. */
export { type Certifier, createCertifier, type Look } from './certifier.ts';
export type { CertifyingOffice } from './office.ts';
export type { Standing } from './standing.ts';
