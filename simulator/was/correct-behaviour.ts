import { DEPLOYMENT } from '../protocol/media-types.ts';
import { capabilityErrors, gatewayOf, parseDocument, statusErrors } from './api/documents.ts';
import type { Behaviour } from './behaviour.ts';
import { canonicalJson } from './desired-state/canonical-json.ts';
import { digestOf } from './desired-state/digest.ts';
import { type ArtifactUrls, manifestJson, nextManifestVersion } from './desired-state/manifest.ts';
import { deploymentDocument } from './desired-state/order.ts';
import { archive } from './desired-state/tar.ts';
import { toYaml } from './desired-state/yaml.ts';
import { accepts, acceptsGzip } from './http/accept.ts';
import { cacheControlOf } from './http/answer.ts';
import { deliver } from './http/deliver.ts';
import { matchesIfNoneMatch } from './http/if-none-match.ts';
import { problem } from './http/problem.ts';
import { admits } from './identity/policy.ts';
import { recognisePeer, remainsValid } from './identity/recognise.ts';
import { correctRules } from './pre-draft/correct-rules.ts';
import { enrolmentRules } from './rc2/rules.ts';

const createdOrUpdated = (existed: boolean): number => (existed ? 200 : 201);

const URLS: ArtifactUrls = {
  bundle: (digest) => `/api/v1/bundles/${digest}`,
  deployment: (deploymentId, digest) => `/api/v1/deployments/${deploymentId}/${digest}`,
};

/** What 1.0.0-rc.3 asks of a WFM, rule by rule. */
export const correctBehaviour: Behaviour = {
  ownIdentity: async ({ was }) => was,
  tlsOptions: (options) => options,
  recognisePeer,
  refusal: 'close',
  remainsValid,
  admits,
  callerOf: ({ peer }) => peer.key,

  ...enrolmentRules,
  preDraft: correctRules,

  etagOf: (digest) => `"${digest}"`,
  cacheControlOf,
  matchesIfNoneMatch,
  accepts,
  acceptsGzip,
  mayEncode: (mediaType) => mediaType === DEPLOYMENT,
  problem,

  parseDocument,
  capabilityErrors,
  gatewayOf,
  statusErrors,
  modelOf: (document) => document,
  deviceTaken: createdOrUpdated,
  statusTaken: createdOrUpdated,

  urlsOf: () => URLS,
  deploymentDocument,
  serialiseDeployment: toYaml,
  archive,
  digestOf,
  nextManifestVersion,
  serialiseManifest: (manifest) => canonicalJson(manifestJson(manifest)),

  stores: (stores) => stores,
  exchange: (request, next) => next(request),
  misRevalidates: matchesIfNoneMatch,
  misExchange: (_path, answer) => answer,
  control: (call, next) => next(call),
  deliver,
};
