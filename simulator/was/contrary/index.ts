import type { Behaviour } from '../behaviour.ts';
import { ANONYMOUS } from '../identity/peer.ts';
import { forgetfulDevices } from './capabilities.ts';
import { delayedStores } from './delay.ts';
import { contraryDelivery } from './deliver.ts';
import { contraryManifest } from './manifest.ts';
import { contraryProblem } from './problem.ts';
import { rateLimit } from './rate-limit.ts';
import { contraryArchive } from './tar.ts';
import { isUnknownDeployment } from './unknown-deployment.ts';
import { contraryVersion } from './versions.ts';
import { contraryYaml } from './yaml.ts';

const UNKNOWN = [{ field: '/deploymentId', message: 'names no deployment of this client' }];
const HOST = /^[A-Za-z0-9.:[\]-]+$/;

/**
 * A WAS that is correct and unlike what one is used to: each rule is met, and each freedom that the clauses leave is
 * used. A check that fails here asks for more than the specification does. With `absoluteUrls` a manifest names the
 * origin that it was first read at, which is right for a WAS with one endpoint only.
 */
export function contrary(behaviour: Behaviour, absoluteUrls: boolean): Behaviour {
  const passes = rateLimit();
  let origin = '';
  return {
    ...behaviour,
    // Peers that are no clients are told so over HTTP (G-10).
    tlsOptions: (options) => ({ ...behaviour.tlsOptions(options), rejectUnauthorized: false }),
    refusal: 'answer',
    problem: (problem) => contraryProblem(behaviour.problem(problem)),
    // Any response may be encoded (DSA-006).
    mayEncode: () => true,
    serialiseDeployment: contraryYaml,
    archive: contraryArchive,
    nextManifestVersion: contraryVersion,
    serialiseManifest: (manifest) => contraryManifest(manifest, origin),
    stores: (stores, database) => {
      const late = delayedStores(behaviour.stores(stores, database));
      return { ...late, devices: forgetfulDevices(late.devices) };
    },
    exchange: async (request, next) => {
      // Whoever is not known yet has no bucket: it would be everyone's.
      if (request.peer !== ANONYMOUS && !passes(request.peer.key)) {
        return contraryProblem(behaviour.problem({ reason: 429, detail: 'Too many requests' }));
      }
      // Local policy may say which deviceIds a client can report (GEN-010).
      if (/^~|~$/.test(request.params['*'] ?? '')) {
        return contraryProblem(
          behaviour.problem({ reason: 'not-authorized', detail: 'No tilde at either end of a deviceId' }),
        );
      }
      // A manifest is made in the same turn of the event loop, so this is the origin of the request that asks for it.
      const { host = '' } = request.headers;
      origin = absoluteUrls && HOST.test(host) ? `https://${host}` : '';
      const answer = await behaviour.exchange(request, next);
      return isUnknownDeployment(request, answer)
        ? contraryProblem(
            behaviour.problem({ reason: 'semantic-error', detail: 'No such deployment', errors: UNKNOWN }),
          )
        : answer;
    },
    deliver: contraryDelivery(),
  };
}
