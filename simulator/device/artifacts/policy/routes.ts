import type { Elsewhere } from '../../../oci/client/registry-client.ts';
import { type RegistryHost, type Repository, repositoryUrl } from '../../../oci/reference.ts';
import { DeviceError } from '../../device-error.ts';
import type { ArtifactReference } from '../artifact-source.ts';
import type { HostAccess, RegistryPolicy } from './policy.ts';

/** One registry from which an artifact may be fetched. */
export interface Route {
  readonly host: RegistryHost;
  readonly access: HostAccess;
  /** What else may be contacted on the way. */
  readonly elsewhere: Elsewhere;
}

/**
 * Where an artifact may be fetched from, in the order in which it is tried: the mirror of its registry, then the registry.
 * Whatever the policy does not allow is not among them, and is not contacted.
 * @throws DeviceError EXTERNAL_REGISTRY_REFUSED, UNSIGNED_TYPE_REFUSED
 */
export function routesOf(
  policy: RegistryPolicy,
  repository: Repository,
  type: ArtifactReference['type'],
): readonly [Route, ...Route[]] {
  const mirror = policy.mirrors.get(repository.host);
  const hosts = [...(mirror ? [mirror.host] : []), ...(mirror?.only ? [] : [repository.host])];
  const [first, ...others] = hosts
    .filter((host) => mayContact(policy, host))
    .map((host) => route(policy, host, mirror?.only));
  if (!first)
    throw new DeviceError(
      'EXTERNAL_REGISTRY_REFUSED',
      `${repositoryUrl(repository)} is not of an internal registry, and this device's policy refuses others; publish it internally, or mirror it`,
    );
  if (policy.signatures[type] || policy.unsigned === 'allow') return [first, ...others];
  const internal = [first, ...others].filter(({ host }) => policy.internal.has(host));
  const [trusted, ...more] = internal;
  if (trusted && policy.unsigned === 'internal-only') return [trusted, ...more];
  throw new DeviceError(
    'UNSIGNED_TYPE_REFUSED',
    `${repositoryUrl(repository)} is a ${type} package, whose signature nothing verifies, and this device's policy refuses those${
      policy.unsigned === 'refuse' ? '' : ' from external registries'
    }; name who has to sign them, or publish it internally`,
  );
}

function mayContact({ internal, external, hosts }: RegistryPolicy, host: RegistryHost): boolean {
  return internal.has(host) || external === 'any' || (external === 'listed' && hosts.has(host));
}

const route = (policy: RegistryPolicy, host: RegistryHost, alone = false): Route => ({
  host,
  access: policy.hosts.get(host) ?? {},
  elsewhere: {
    mayContact: (other) => !alone && mayContact(policy, other),
    caOf: (other) => policy.hosts.get(other)?.ca,
  },
});
