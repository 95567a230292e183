import type { StateManifest } from '../../protocol/documents.ts';
import { type Fault, replacing } from './defect.ts';

/** Changes the text of the manifest before its digest is taken, so that only its content is wrong. */
export const written = (change: (text: string, manifest: StateManifest) => string): Fault =>
  replacing((behaviour) => ({
    serialiseManifest: (manifest) => change(behaviour.serialiseManifest(manifest), manifest),
  }));
