import type { Workshop } from '../desired-state/manifest.ts';
import type { Answer } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';
import type { PolicyKind } from '../identity/policy.ts';
import type { Handler } from './resources.ts';

/** Asks the accepted-client policy anew for each request, so that a retirement reaches open connections (WIP-012). */
export function dispatch(request: ApiRequest, handler: Handler, workshop: Workshop, policy: PolicyKind): Answer {
  const { behaviour, stores } = workshop;
  if (!behaviour.admits(policy, request.peer, stores.clients.decision(request.peer.key), request)) {
    return behaviour.problem({ reason: 'not-authorized', detail: 'This client is not accepted' });
  }
  return handler(request, { ...workshop, caller: behaviour.callerOf(request) });
}
