import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { certificateBlocks } from '../../../simulator/pki/pem.ts';
import { ConfigurationError, messageOf } from '../failure.ts';

/** PEM of the anchors; throws `ANCHORS_UNREADABLE`, `ANCHORS_EMPTY` or `ANCHORS_MALFORMED`. */
export function readAnchors(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new ConfigurationError('ANCHORS_UNREADABLE', `identity.anchors: ${messageOf(cause)}; name a PEM file`, {
      cause,
    });
  }
  const blocks = certificateBlocks(text);
  if (blocks.length === 0)
    throw new ConfigurationError(
      'ANCHORS_EMPTY',
      `identity.anchors: ${file} holds no certificate in PEM; export the CA of the WFM's SVID into it`,
    );
  for (const [index, block] of blocks.entries()) {
    try {
      new X509Certificate(block);
    } catch (cause) {
      throw new ConfigurationError(
        'ANCHORS_MALFORMED',
        `identity.anchors: certificate ${index + 1} of ${file} cannot be decoded (${messageOf(cause)}); export it again`,
        { cause },
      );
    }
  }
  return text;
}
