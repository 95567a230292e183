import { isDigest, isRepositoryName, isTag } from './grammar.ts';

/** What a path names. */
export type Route =
  | { readonly kind: 'base' }
  | { readonly kind: 'token' }
  | { readonly kind: 'manifest'; readonly repository: string; readonly reference: string }
  | { readonly kind: 'blob'; readonly repository: string; readonly digest: string }
  | { readonly kind: 'uploads'; readonly repository: string }
  | { readonly kind: 'upload'; readonly repository: string; readonly id: string }
  | { readonly kind: 'tags'; readonly repository: string }
  | { readonly kind: 'referrers'; readonly repository: string; readonly digest: string }
  | { readonly kind: 'invalid'; readonly code: 'NAME_INVALID' | 'TAG_INVALID' | 'DIGEST_INVALID' }
  | { readonly kind: 'unknown' };

/** Where tokens are handed out, on the registry's own host. */
export const TOKEN_PATH = '/token';

interface Shape {
  readonly pattern: RegExp;
  readonly route: (repository: string, rest: string) => Route;
}

const INVALID_DIGEST: Route = { kind: 'invalid', code: 'DIGEST_INVALID' };

/** Greedy: a repository's name may contain the words that follow names. */
const SHAPES: readonly Shape[] = [
  { pattern: /^(.+)\/tags\/list$/, route: (repository) => ({ kind: 'tags', repository }) },
  { pattern: /^(.+)\/blobs\/uploads\/?$/, route: (repository) => ({ kind: 'uploads', repository }) },
  { pattern: /^(.+)\/blobs\/uploads\/([^/]+)$/, route: (repository, id) => ({ kind: 'upload', repository, id }) },
  {
    pattern: /^(.+)\/blobs\/([^/]+)$/,
    route: (repository, digest) => (isDigest(digest) ? { kind: 'blob', repository, digest } : INVALID_DIGEST),
  },
  {
    pattern: /^(.+)\/referrers\/([^/]+)$/,
    route: (repository, digest) => (isDigest(digest) ? { kind: 'referrers', repository, digest } : INVALID_DIGEST),
  },
  {
    pattern: /^(.+)\/manifests\/([^/]+)$/,
    route: (repository, reference) =>
      isTag(reference) || isDigest(reference)
        ? { kind: 'manifest', repository, reference }
        : { kind: 'invalid', code: reference.includes(':') ? 'DIGEST_INVALID' : 'TAG_INVALID' },
  },
];

function decoded(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** Reads the path of a request. */
export function routeOf(path: string): Route {
  if (path === TOKEN_PATH) return { kind: 'token' };
  if (path === '/v2/' || path === '/v2') return { kind: 'base' };
  if (!path.startsWith('/v2/')) return { kind: 'unknown' };
  const resource = decoded(path.slice('/v2/'.length));
  if (resource === undefined) return { kind: 'unknown' };
  for (const { pattern, route } of SHAPES) {
    const [, repository, rest = ''] = pattern.exec(resource) ?? [];
    if (repository === undefined) continue;
    return isRepositoryName(repository) ? route(repository, rest) : { kind: 'invalid', code: 'NAME_INVALID' };
  }
  return { kind: 'unknown' };
}
