import { digestOf } from '../storage/digest.ts';
import { changing, contentOf, type Defect, defect } from './defect.ts';

const OTHER_DIGEST = `sha256:${'ab'.repeat(32)}`;
const MANIFEST_BYTES = 64 * 1024 * 1024;

/** Manifests that are not what their digest names, or no manifests. */
export const MANIFEST_DEFECTS: readonly Defect[] = [
  defect(
    'manifest-altered',
    'a manifest has a space more than the digest in the answer, or in the request, says',
    changing('manifest', (answer) => {
      const content = contentOf(answer);
      return content === undefined ? answer : { ...answer, body: Buffer.concat([content, Buffer.from(' ')]) };
    }),
  ),
  defect(
    'manifest-digest-lies',
    'Docker-Content-Digest of a manifest names another digest than that of the content',
    changing('manifest', (answer) => ({
      ...answer,
      headers: { ...answer.headers, 'Docker-Content-Digest': OTHER_DIGEST, ETag: `"${OTHER_DIGEST}"` },
    })),
  ),
  defect(
    'manifest-type-wrong',
    'manifests are called text/html',
    changing('manifest', (answer) => ({ ...answer, headers: { ...answer.headers, 'Content-Type': 'text/html' } })),
  ),
  defect(
    'manifest-not-json',
    'a manifest is a sentence',
    changing('manifest', (answer) => {
      const body = Buffer.from('The chart is on the second shelf.');
      return { ...answer, headers: { ...answer.headers, 'Docker-Content-Digest': digestOf(body) }, body };
    }),
  ),
  defect(
    'manifest-far-too-large',
    'a manifest is followed by 64 MiB of spaces',
    changing('manifest', (answer) => {
      const content = contentOf(answer);
      if (content === undefined) return answer;
      const body = Buffer.alloc(MANIFEST_BYTES, ' ');
      body.set(content);
      return { ...answer, headers: { ...answer.headers, 'Docker-Content-Digest': digestOf(body) }, body };
    }),
  ),
];
