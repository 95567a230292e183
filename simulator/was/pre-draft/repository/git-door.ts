import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { serveGit } from '../../../git/git-http-backend.ts';
import type { Answer } from '../../http/answer.ts';
import type { ApiRequest } from '../../http/api-request.ts';
import { ANONYMOUS, type Peer } from '../../identity/peer.ts';
import type { Enrolment } from '../enrolments.ts';
import type { PreDraftSite } from '../site.ts';
import type { Repositories } from './repositories.ts';

const PATH = /^\/git\/([^/?]+?)\.git(\/[^?]*)?(?:\?(.*))?$/;

/** Serves `/git/<client id>.git` and passes all else on. */
export function gitDoor(
  site: PreDraftSite,
  repositories: Repositories,
  log: (line: string) => void,
  next: RequestListener,
): RequestListener {
  return (request, response) => {
    const asked = PATH.exec(request.url ?? '');
    if (!asked) return next(request, response);
    const [, name = '', resource = '', query = ''] = asked;
    serve({ name, resource, query, request, response }, site, repositories).catch((error: unknown) => {
      log(`INTERNAL_ERROR: ${error instanceof Error ? error.stack : String(error)}`);
      if (response.headersSent) response.destroy();
      else site.behaviour.deliver(response, site.behaviour.problem({ reason: 500, detail: 'Git could not be served' }));
    });
  };
}

interface Asked {
  readonly name: string;
  readonly resource: string;
  readonly query: string;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function serve(asked: Asked, site: PreDraftSite, repositories: Repositories): Promise<void> {
  const { behaviour } = site;
  const { request, response, resource, query } = asked;
  const owner = site.enrolments.byClientId(decoded(asked.name));
  const refused = refusalOf(asked, owner, site);
  if (refused || !owner) {
    request.resume();
    return behaviour.deliver(response, refused ?? behaviour.problem({ reason: 404, detail: 'No such repository' }));
  }
  const { folder } = await repositories.current(owner.client);
  const writable = behaviour.preDraft.acceptsPushes;
  const how = await serveGit({ request, response, folder, resource, query, writable });
  if (how === 'served' || how === 'peer-gone') return;
  if (response.headersSent) return void response.destroy();
  request.resume();
  const [reason, detail] = how === 'refused' ? [403, 'The repository is read-only'] : [500, 'Git could not answer'];
  behaviour.deliver(response, behaviour.problem({ reason: Number(reason), detail: String(detail) }));
}

/** Why whoever asks does not see the repository; undefined where he does. */
function refusalOf(asked: Asked, owner: Enrolment | undefined, site: PreDraftSite): Answer | undefined {
  const { behaviour, enrolments, stores, policy } = site;
  const { preDraft, problem } = behaviour;
  const token = presented(asked.request.headers.authorization);
  const holder = token === undefined ? undefined : enrolments.byRepositoryToken(token);
  const valid = holder && preDraft.repositoryTokenIsValid(holder, new Date()) ? holder : undefined;
  const access = preDraft.opensRepository(owner?.client ?? '', valid?.client);
  if (access === 'unknown') {
    const headers = { 'WWW-Authenticate': 'Basic realm="repository"' };
    return problem({ reason: 401, detail: 'The token is missing, unknown or has expired', headers });
  }
  const key = valid?.client ?? owner?.client ?? '';
  const peer = { ...ANONYMOUS, key, clientId: valid?.clientId ?? '' };
  if (access === 'foreign' || !behaviour.admits(policy, peer, stores.clients.decision(key), apiRequest(asked, peer)))
    return problem({ reason: 403, detail: 'The token does not open this repository' });
  return undefined;
}

/** The request as the rules that all revisions have are asked about it; its body is Git's alone. */
const apiRequest = ({ name, resource, query, request }: Asked, peer: Peer): ApiRequest => ({
  method: request.method ?? '',
  path: `/git/${name}.git${resource}`,
  target: request.url ?? '',
  query,
  resource: 'repository',
  params: { name },
  headers: request.headers,
  fields: [],
  body: Buffer.alloc(0),
  peer,
  endpoint: '',
});

/** The token is the password of Basic authentication, whatever the name; a bearer token does as well. */
function presented(authorization: string | undefined): string | undefined {
  const [, scheme = '', value = ''] = /^(basic|bearer) +(\S+)$/i.exec(authorization ?? '') ?? [];
  if (scheme.toLowerCase() === 'bearer') return value;
  const text = Buffer.from(value, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  return colon === -1 ? undefined : text.slice(colon + 1);
}

function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
