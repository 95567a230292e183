import { type Answer, json } from '../http/answer.ts';
import type { RegistryRequest } from '../http/request.ts';
import { deleteBlob, getBlob } from './blobs.ts';
import { refuse } from './errors.ts';
import type { Handler, RouteOf, Shelves } from './handler.ts';
import { deleteManifest, getManifest, putManifest } from './manifests.ts';
import { listReferrers } from './referrers.ts';
import type { Route } from './route.ts';
import { listTags } from './tags.ts';
import { appendChunk, beginUpload, cancelUpload, endUpload, uploadStatus } from './uploads.ts';

const base: Handler<'base'> = () => json(200, {});

/** The API: for each resource its methods; HEAD is a GET whose content is left out when it is sent. */
const RESOURCES: { readonly [Kind in ResourceKind]: Readonly<Record<string, Handler<Kind>>> } = {
  base: { GET: base },
  manifest: { GET: getManifest, PUT: putManifest, DELETE: deleteManifest },
  blob: { GET: getBlob, DELETE: deleteBlob },
  uploads: { POST: beginUpload },
  upload: { GET: uploadStatus, PATCH: appendChunk, PUT: endUpload, DELETE: cancelUpload },
  tags: { GET: listTags },
  referrers: { GET: listReferrers },
};

type ResourceKind = Exclude<Route['kind'], 'token' | 'invalid' | 'unknown'>;

function answerWith<Kind extends ResourceKind>(
  methods: Readonly<Record<string, Handler<Kind>>>,
  request: RegistryRequest,
  route: RouteOf<Kind>,
  shelves: Shelves,
): Answer | Promise<Answer> {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  if (Object.hasOwn(methods, method)) {
    const handler = methods[method];
    if (handler) return handler(request, route, shelves);
  }
  const allow = Object.keys(methods).flatMap((name) => (name === 'GET' ? ['GET', 'HEAD'] : [name]));
  return refuse('UNSUPPORTED', 'the operation is unsupported', { Allow: allow.join(', ') });
}

/** Answers a request that was let in. */
export function answerRequest(request: RegistryRequest, route: Route, shelves: Shelves): Answer | Promise<Answer> {
  switch (route.kind) {
    case 'base':
      return answerWith(RESOURCES.base, request, route, shelves);
    case 'manifest':
      return answerWith(RESOURCES.manifest, request, route, shelves);
    case 'blob':
      return answerWith(RESOURCES.blob, request, route, shelves);
    case 'uploads':
      return answerWith(RESOURCES.uploads, request, route, shelves);
    case 'upload':
      return answerWith(RESOURCES.upload, request, route, shelves);
    case 'tags':
      return answerWith(RESOURCES.tags, request, route, shelves);
    case 'referrers':
      return answerWith(RESOURCES.referrers, request, route, shelves);
    case 'invalid':
      return refuse(route.code, 'the path names nothing that a registry can have');
    case 'token':
    case 'unknown':
      return refuse('NAME_UNKNOWN', 'there is no such resource');
  }
}
