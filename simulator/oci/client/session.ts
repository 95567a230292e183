import { OciError } from '../oci-error.ts';
import type { RegistryHost, RepositoryName } from '../reference.ts';
import { discard, field, refusal } from './answers.ts';
import { createAuthorization } from './authorization.ts';
import { parseChallenges } from './challenge.ts';
import { type Deadline, deadlineIn } from './deadline.ts';
import { CLIENT_LIMITS, type ClientLimits } from './limits.ts';
import { type Followed, follow } from './redirects.ts';
import type { Elsewhere, RegistryAccess } from './registry-client.ts';
import { createTransport, type Outgoing } from './transport.ts';

/** Access to one registry: authorised requests, each within the deadline of its operation. */
export interface Session {
  readonly host: RegistryHost;
  readonly limits: ClientLimits;
  deadline(caller: AbortSignal | undefined, milliseconds?: number): Deadline;
  /** The URL of a path below `/v2/`. */
  url(path: string): URL;
  /**
   * Sends, answers one challenge, and follows redirects of what only reads.
   * @throws OciError for every answer that is not among `accepted`
   */
  ask(question: Question, deadline: Deadline): Promise<Followed>;
  close(): Promise<void>;
}

export interface Question extends Omit<Outgoing, 'headers'> {
  readonly name: RepositoryName;
  readonly accepted: readonly number[];
  /** What is asked for, in messages. */
  readonly what: string;
  readonly headers?: Readonly<Record<string, string>>;
}

const EVERYWHERE: Elsewhere = { mayContact: () => true, caOf: () => undefined };

export function createSession(access: RegistryAccess): Session {
  const { host, ca, credentials, tokenService, elsewhere = EVERYWHERE } = access;
  const limits: ClientLimits = { ...CLIENT_LIMITS, ...access.limits };
  const transport = createTransport((asked) => (asked === host ? ca : elsewhere.caOf(asked)), limits);
  const { documentBytes, redirects } = limits;
  const authorization = createAuthorization({
    registry: host,
    credentials,
    tokenService,
    elsewhere,
    transport,
    documentBytes,
  });

  async function send(question: Question, shown: string | null, deadline: Deadline): Promise<Followed> {
    const outgoing = { ...question, headers: question.headers ?? {} };
    if (question.method === 'GET' || question.method === 'HEAD')
      return follow(host, outgoing, shown, { transport, elsewhere, redirects }, deadline);
    const headers = { ...outgoing.headers, ...(shown !== null && { authorization: shown }) };
    return { answer: await transport.send(host, { ...outgoing, headers }, deadline), host };
  }

  return {
    host,
    limits,
    deadline: (caller, milliseconds = limits.requestMs) => deadlineIn(milliseconds, caller),
    url: (path) => new URL(`https://${host}/v2/${path}`),
    ask: async (question, deadline) => {
      const { accepted, method, name, what } = question;
      const scope = `repository:${name}:${method === 'GET' ? 'pull' : 'pull,push'}`;
      let followed = await send(question, authorization.known(scope), deadline);
      // A challenge counts from the registry itself only: no other host has a claim to its credentials.
      if (followed.answer.statusCode === 401 && followed.host === host) {
        const challenge = field(followed.answer, 'www-authenticate') ?? '';
        await discard(followed.answer);
        followed = await send(question, await authorization.answer(challenge, scope, deadline), deadline);
      }
      if (accepted.includes(followed.answer.statusCode)) return followed;
      if (followed.answer.statusCode === 401 && lacksScope(field(followed.answer, 'www-authenticate'))) {
        await discard(followed.answer);
        throw new OciError(
          'REGISTRY_FORBIDDEN',
          `${host} knows the caller but does not let it have ${what}; have its rights extended to ${scope}`,
        );
      }
      throw await refusal(followed.answer, followed.host, what, deadline);
    },
    close: () => transport.close(),
  };
}

/** RFC 6750, 3.1. */
const lacksScope = (field: string | null): boolean =>
  parseChallenges(field ?? '').some(({ parameters }) => parameters.get('error') === 'insufficient_scope');
