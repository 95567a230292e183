import { HELM_PROVENANCE } from '../../oci/media-types.ts';
import { isTag } from '../api/grammar.ts';
import type { Storage, StoredManifest } from '../storage/storage.ts';
import { type Defect, defect, type Fault, type Scene } from './defect.ts';

const SIGNATURE_TAG = /^sha256-[0-9a-f]{64}(\.sig)?$/;

/** Puts a changed manifest beside the one that it comes from, and answers its digest. */
function storeChanged(
  storage: Storage,
  repository: string,
  manifest: StoredManifest,
  change: (document: Record<string, unknown>) => Record<string, unknown>,
): string {
  const document: Record<string, unknown> = JSON.parse(Buffer.from(manifest.bytes).toString('utf8'));
  return storage.putManifest(repository, manifest.mediaType, Buffer.from(JSON.stringify(change(document))));
}

/** Answers a tag as if another reference had been asked for: whatever then comes is consistent in itself. */
const answeringTagsWith =
  (choose: (repository: string, tag: string, manifest: StoredManifest, scene: Scene) => string | undefined) =>
  (scene: Scene): Fault =>
  (exchange, next) => {
    const { route, request } = exchange;
    if (route.kind !== 'manifest' || !isTag(route.reference) || !['GET', 'HEAD'].includes(request.method)) {
      return next(exchange);
    }
    const manifest = scene.storage.manifest(route.repository, route.reference);
    const chosen = manifest && choose(route.repository, route.reference, manifest, scene);
    return next(chosen === undefined ? exchange : { ...exchange, route: { ...route, reference: chosen } });
  };

/** From the second request for a tag on, it names a manifest of its own, of the same content. */
function movingTags(scene: Scene): Fault {
  const asked = new Set<string>();
  const fault = answeringTagsWith((repository, tag, manifest, { storage }) => {
    const name = `${repository}:${tag}`;
    if (!asked.has(name)) {
      asked.add(name);
      return undefined;
    }
    return storeChanged(storage, repository, manifest, (document) => ({
      ...document,
      annotations: { ...membersOf(document['annotations']), 'org.example.moved': 'yes' },
    }));
  });
  return fault(scene);
}

const membersOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});

/** Copies what a tag of another repository names, so that all of it is found under the name that was asked for. */
function borrow({ storage }: Scene, repository: string): string | undefined {
  const lender = storage.repositories().find((name) => name !== repository && storage.tags(name).length > 0);
  const manifest = lender && storage.manifest(lender, storage.tags(lender)[0] ?? '');
  if (!lender || !manifest) return undefined;
  for (const digest of Buffer.from(manifest.bytes)
    .toString('utf8')
    .match(/sha256:[0-9a-f]{64}/g) ?? []) {
    const blob = storage.blob(lender, digest);
    if (blob) storage.putBlob(repository, blob);
  }
  return storage.putManifest(repository, manifest.mediaType, manifest.bytes);
}

const isProvenance = (layer: unknown): boolean =>
  typeof layer === 'object' && layer !== null && 'mediaType' in layer && layer.mediaType === HELM_PROVENANCE;

/** The manifest without its provenance layer; undefined where it has none. */
function withoutProvenance(storage: Storage, repository: string, manifest: StoredManifest): string | undefined {
  if (!Buffer.from(manifest.bytes).includes(HELM_PROVENANCE)) return undefined;
  return storeChanged(storage, repository, manifest, (document) => ({
    ...document,
    layers: Array.isArray(document['layers']) ? document['layers'].filter((layer) => !isProvenance(layer)) : [],
  }));
}

const NO_SIGNATURES: Fault = async (exchange, next) => {
  const { route } = exchange;
  const nothing = `sha256:${'0'.repeat(64)}`;
  if (route.kind === 'referrers') return next({ ...exchange, route: { ...route, digest: nothing } });
  if (route.kind === 'manifest' && SIGNATURE_TAG.test(route.reference) && exchange.request.method !== 'PUT') {
    return next({ ...exchange, route: { ...route, reference: nothing } });
  }
  return next(exchange);
};

/** Artifacts that are sound in themselves and not those that were asked for. */
export const SUBSTITUTION_DEFECTS: readonly Defect[] = [
  {
    id: 'tag-moved',
    description: 'a tag names another manifest from the second time on that it is asked for',
    make: movingTags,
  },
  {
    id: 'other-version-served',
    description: 'a tag leads to what the first other tag of the repository names, as in a downgrade',
    make: answeringTagsWith((repository, tag, _manifest, { storage }) =>
      storage.tags(repository).find((other) => other !== tag && !SIGNATURE_TAG.test(other)),
    ),
  },
  {
    id: 'other-artifact-served',
    description: 'a tag leads to the artifact of another repository',
    make: answeringTagsWith((repository, _tag, _manifest, scene) => borrow(scene, repository)),
  },
  {
    id: 'provenance-dropped',
    description: 'charts come without the provenance file that was pushed with them',
    make: answeringTagsWith((repository, _tag, manifest, { storage }) =>
      withoutProvenance(storage, repository, manifest),
    ),
  },
  defect('signature-dropped', 'signatures of manifests are not found, by tag or as referrers', NO_SIGNATURES),
];
