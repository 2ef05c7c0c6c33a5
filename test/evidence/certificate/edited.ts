import type { Certificate, Proved } from '../../../lib/evidence/certificate/certificate.ts';
import { formatCertificate, parseCertificate } from '../../../lib/evidence/certificate/certificate-file.ts';

type Open<T> = { -readonly [K in keyof T]: T[K] };

export interface OpenCertificate extends Omit<Open<Certificate>, 'statement' | 'receipts'> {
  statement: Open<Certificate['statement']>;
  receipts: Open<Proved<Certificate['receipts'][number]['evidence']>>[];
}

/** The file of a certificate that somebody has worked on who knows how to write one. */
export function edited({ text }: { readonly text: string }, change: (certificate: OpenCertificate) => unknown): string {
  const certificate = structuredClone(parseCertificate(text)) as OpenCertificate;
  change(certificate);
  return formatCertificate(certificate);
}
