import type { ApiRequest } from '../http/api-request.ts';
import { ARTIFACT } from './artifact-answers.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { answering, resourceOf, withStatus } from './exchanges.ts';
import { recording } from './records.ts';

/** Looks a second time, for another digest or under another resource, where there is nothing. */
const lookingAgain = (other: (deploymentId: string, digest: string) => readonly [string, string]): Fault =>
  recording(({ artifacts }) => ({
    artifacts: {
      find: (client, deploymentId, digest) =>
        artifacts.find(client, deploymentId, digest) ?? artifacts.find(client, ...other(deploymentId, digest)),
    },
  }));

/** What is found under a digest that is not quite one, in the wrong place, or no longer current. */
export const ARTIFACT_LOOKUP_DEFECTS: readonly Defect[] = [
  defect(
    'digest-read-without-case',
    ['DSA-002'],
    'a digest in upper case leads to the artifact',
    lookingAgain((deploymentId, digest) => [deploymentId, digest.toLowerCase()]),
  ),
  defect(
    'digest-without-algorithm-served',
    ['DSA-002'],
    'the bare hexadecimal digits lead to the artifact',
    lookingAgain((deploymentId, digest) => [deploymentId, `sha256:${digest}`]),
  ),
  defect(
    'digest-trimmed',
    ['DSA-002'],
    'a digest with white space around it leads to the artifact',
    lookingAgain((deploymentId, digest) => [deploymentId, digest.trim()]),
  ),
  defect(
    'deployments-serve-bundles',
    ['DSA-002'],
    'a bundle is found by its digest under any deployment',
    lookingAgain((_deploymentId, digest) => ['', digest]),
  ),
  defect(
    'former-digest-serves-the-latest',
    ['DSA-001', 'DSM-012'],
    'a digest of a former manifest leads to what took the place of its content',
    perInstance(latestBodies),
  ),
  defect(
    'artifact-revalidation-is-412',
    ['DSA-001', 'DSA-005', 'DSA-007'],
    'a client that revalidates an artifact gets 412',
    answering({ ...ARTIFACT, status: 304 }, withStatus(412)),
  ),
  defect(
    'deployments-exchanged-under-concurrency',
    ['DSA-001', 'DSM-012'],
    'two clients that fetch a deployment at once get the same one',
    perInstance(exchanged),
  ),
];

function latestBodies(): Fault {
  const latest = new Map<string, Buffer>();
  return recording(({ artifacts }) => ({
    artifacts: {
      put: (client, deploymentId, digest, generation, body) => {
        latest.set(`${client} ${deploymentId}`, body);
        artifacts.put(client, deploymentId, digest, generation, body);
      },
      find: (client, deploymentId, digest) =>
        artifacts.find(client, deploymentId, digest) && latest.get(`${client} ${deploymentId}`),
    },
  }));
}

/** Only where two clients have several fetches under way each: one of them is answered as the other. */
function exchanged(): Fault {
  const fetching = new Map<string, number>();
  let swapped: { readonly request: ApiRequest; readonly client: string } | undefined;
  return replacing((behaviour) => ({
    exchange: async (request, next) => {
      const client = request.peer.key;
      if (resourceOf(request) !== 'deployment') return behaviour.exchange(request, next);
      const underWay = (fetching.get(client) ?? 0) + 1;
      fetching.set(client, underWay);
      try {
        await new Promise((resolve) => setTimeout(resolve, 5));
        const other = swapped !== undefined && swapped.client !== client ? swapped.request : request;
        if (underWay > 1) swapped = { request, client };
        return await behaviour.exchange(underWay > 1 ? other : request, next);
      } finally {
        fetching.set(client, (fetching.get(client) ?? 1) - 1);
      }
    },
  }));
}
