import type { WireRequest } from '../../protocol/exchange.ts';
import type { Operation } from '../judging/judge.ts';

/** By the end of the path, in whichever revision and dialect; the first that matches. */
const RESOURCES: readonly (readonly [path: RegExp, method: string | null, Operation])[] = [
  [/\/capabilities(?:\/|$)/, 'DELETE', 'remove'],
  [/\/capabilities(?:\/|$)/, null, 'report'],
  [/\/onboarding\/?$/, null, 'onboard'],
  [/\/status$/, 'POST', 'status'],
  [/\/deployments$/, 'GET', 'poll'],
  [/./, 'GET', 'fetch'],
  // A look at a repository, as its client tells of it.
  [/./, 'GIT', 'poll'],
  // What else is posted goes to a token endpoint, whose path is the WFM's own choice.
  [/./, null, 'token'],
];

/** What a request of a device is for. */
export function operationOf({ method, path }: WireRequest): Operation {
  const [resource = ''] = path.split('?', 1);
  const found = RESOURCES.find(([pattern, verb]) => (verb === null || verb === method) && pattern.test(resource));
  return found?.[2] ?? 'fetch';
}
