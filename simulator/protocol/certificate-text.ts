import { X509Certificate } from 'node:crypto';
import type { TlsCredential } from './revision.ts';

/** The leaf in base64 for a member of a document; of what, the texts leave open: see the README of the revision. */
export function certificateText({ chainPem }: TlsCredential, encoding: 'pem' | 'der'): string {
  const leaf = new X509Certificate(chainPem);
  return encoding === 'der' ? leaf.raw.toString('base64') : Buffer.from(leaf.toString()).toString('base64');
}
