/** What a subject, an auditor or a court is given, and how they check it. Runs in a browser too. */
export type { Certificate, Proved } from './certificate.ts';
export { formatCertificate, parseCertificate } from './certificate-file.ts';
export { certificatePage } from './page/index.ts';
export { receiptsDigest } from './receipts-digest.ts';
export type { Refusal, RefusalReason } from './refusal.ts';
export type { CertificateProblem, CertificateVerdict, RestsOn } from './verdict.ts';
export { type Claim, verifyCertificate } from './verify-certificate.ts';
export { type Language, type Phrase, say, sayInstant } from './words.ts';
