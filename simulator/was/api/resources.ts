import type { Workshop } from '../desired-state/manifest.ts';
import type { Answer } from '../http/answer.ts';
import type { ApiRequest, ResourceName } from '../http/api-request.ts';
import { deleteCapabilities, putCapabilities } from './capabilities.ts';
import { getBundle, getDeployment, getManifest } from './desired-state.ts';
import { postStatus } from './status.ts';

/** What a handler works with: the rules, the records, and under whose name it acts. */
export interface Context extends Workshop {
  readonly caller: string;
}

export type Handler = (request: ApiRequest, context: Context) => Answer;

/** A resource of the interface: its path as a Fastify route, and a handler for each of its methods. */
export interface Resource {
  readonly name: ResourceName;
  readonly path: string;
  readonly methods: Readonly<Record<string, Handler>>;
}

/** The whole interface of 1.0.0-rc.3. HEAD goes wherever GET does (RFC 9110 section 9.1). */
export const RESOURCES: readonly Resource[] = [
  {
    name: 'capabilities',
    path: '/api/v1/capabilities/*',
    methods: { PUT: putCapabilities, DELETE: deleteCapabilities },
  },
  { name: 'manifest', path: '/api/v1/deployments', methods: { GET: getManifest } },
  { name: 'status', path: '/api/v1/deployments/:deploymentId/status', methods: { POST: postStatus } },
  { name: 'deployment', path: '/api/v1/deployments/:deploymentId/:digest', methods: { GET: getDeployment } },
  { name: 'bundle', path: '/api/v1/bundles/:digest', methods: { GET: getBundle } },
];
