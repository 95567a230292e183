import { stringifyJson } from '../../protocol/json.ts';
import { JSON_DOCUMENT } from '../../protocol/media-types.ts';
import type { Answer } from '../http/answer.ts';
import type { Realm } from '../identity/peer.ts';

/** `GET /api/v1/onboarding/certificate`: what this WAS's own certificate leads to, base64 of PEM (ONB-011, G-77). */
export const rootCertificate = ({ anchorsPem }: Realm): Answer => ({
  status: 200,
  headers: { 'Content-Type': JSON_DOCUMENT },
  body: Buffer.from(stringifyJson({ certificate: Buffer.from(anchorsPem.join('')).toString('base64') })),
});
