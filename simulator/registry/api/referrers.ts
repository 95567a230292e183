import { OCI_INDEX } from '../../oci/media-types.ts';
import type { Handler } from './handler.ts';
import { readManifestDocument } from './manifest-document.ts';

/** GET of the manifests that name this one as their subject; whoever has none gets an empty index. */
export const listReferrers: Handler<'referrers'> = ({ query }, { repository, digest }, { storage }) => {
  const wanted = query.get('artifactType');
  const manifests = storage.manifests(repository).flatMap(({ digest: own, mediaType, bytes }) => {
    const document = readManifestDocument(bytes, mediaType);
    if (document?.subject !== digest || (wanted !== null && document.artifactType !== wanted)) return [];
    const { artifactType, annotations } = document;
    return [
      {
        mediaType,
        digest: own,
        size: bytes.length,
        ...(artifactType && { artifactType }),
        ...(annotations && { annotations }),
      },
    ];
  });
  return {
    status: 200,
    headers: { 'Content-Type': OCI_INDEX, ...(wanted !== null && { 'OCI-Filters-Applied': 'artifactType' }) },
    body: Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests })),
  };
};
