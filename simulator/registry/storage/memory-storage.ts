import { digestOf } from './digest.ts';
import type { Storage, StoredManifest } from './storage.ts';

interface Repository {
  readonly blobs: Map<string, Uint8Array>;
  readonly manifests: Map<string, StoredManifest>;
  readonly tags: Map<string, string>;
}

/** A storage that ends with the process. */
export function createMemoryStorage(): Storage {
  const repositories = new Map<string, Repository>();
  const tagged = new Set<string>();
  const entered = (name: string): Repository => {
    const known = repositories.get(name);
    if (known) return known;
    const created = { blobs: new Map(), manifests: new Map(), tags: new Map() };
    repositories.set(name, created);
    return created;
  };

  const manifest = (name: string, reference: string): StoredManifest | undefined => {
    const repository = repositories.get(name);
    return repository?.manifests.get(repository.tags.get(reference) ?? reference);
  };

  return {
    repositories: () => [...tagged],
    blob: (name, digest) => repositories.get(name)?.blobs.get(digest),
    putBlob: (name, bytes) => {
      const digest = digestOf(bytes);
      entered(name).blobs.set(digest, bytes);
      return digest;
    },
    deleteBlob: (name, digest) => repositories.get(name)?.blobs.delete(digest) ?? false,
    manifest,
    putManifest: (name, mediaType, bytes, tag) => {
      const digest = digestOf(bytes);
      const repository = entered(name);
      repository.manifests.set(digest, { digest, mediaType, bytes });
      if (tag !== undefined) {
        repository.tags.set(tag, digest);
        tagged.add(name);
      }
      return digest;
    },
    deleteManifest: (name, reference) => {
      const repository = repositories.get(name);
      if (repository === undefined) return false;
      if (repository.tags.delete(reference)) return true;
      for (const [tag, digest] of repository.tags) if (digest === reference) repository.tags.delete(tag);
      return repository.manifests.delete(reference);
    },
    tags: (name) => [...(repositories.get(name)?.tags.keys() ?? [])].sort(),
    manifests: (name) => [...(repositories.get(name)?.manifests.values() ?? [])],
  };
}
