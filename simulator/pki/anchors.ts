import { certificateBlocks } from './pem.ts';
import { PkiError } from './pki-error.ts';

/**
 * The anchors one by one, of texts that may hold several each: none must be lost in silence.
 * @throws PkiError ANCHOR_UNREADABLE for a text without any
 */
export function splitAnchors(anchorsPem: readonly string[]): readonly string[] {
  return anchorsPem.flatMap((text) => {
    const blocks = certificateBlocks(text);
    if (blocks.length > 0) return blocks;
    throw new PkiError(
      'ANCHOR_UNREADABLE',
      'the text holds no PEM block of a certificate; give the trust anchors in PEM',
    );
  });
}
