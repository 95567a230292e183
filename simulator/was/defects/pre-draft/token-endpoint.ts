import type { EnrolmentStore } from '../../pre-draft/enrolments.ts';
import { type Defect, type Fault, perInstance } from '../defect.ts';
import { answering, requesting, withHeader, withJson, without, withStatus } from '../exchanges.ts';
import { preDraft, ruling } from './ruling.ts';

/** Remembers what was handed out, by client. */
const knowing = (proves: (secret: string, own: string | undefined, all: ReadonlySet<string>) => boolean): Fault =>
  perInstance(() => {
    const secrets = new Map<string, string>();
    return ruling((rules) => ({
      newSecret: (asked, client) => {
        const secret = rules.newSecret(asked, client);
        if (asked === 'client-secret') secrets.set(client, secret);
        return secret;
      },
      provesClient: (enrolment, secret) =>
        rules.provesClient(enrolment, secret) ||
        proves(secret, secrets.get(enrolment.client), new Set(secrets.values())),
    }));
  });

const BEGINNING = 16;

/** Whatever was handed out before the latest start is forgotten. */
const forgetting = (
  forget: (store: EnrolmentStore, isOld: (client: string) => boolean) => Partial<EnrolmentStore>,
): Fault =>
  perInstance(() => {
    let starts = 0;
    const since = new Map<string, number>();
    return ruling((rules) => ({
      enrolments: (store) => {
        starts += 1;
        const enrolments = rules.enrolments(store);
        const forgetful = forget(enrolments, (client) => (since.get(client) ?? 0) < starts);
        return {
          ...enrolments,
          ...forgetful,
          put: (enrolment) => {
            since.set(enrolment.client, starts);
            enrolments.put(enrolment);
          },
        };
      },
    }));
  });

/** The grant of client credentials (RFC 6749). */
export const TOKEN_ENDPOINT_DEFECTS: readonly Defect[] = [
  preDraft(
    'any-client-secret-accepted',
    ['ONB-002'],
    'a token is given for any secret',
    ruling(() => ({ provesClient: () => true })),
  ),
  preDraft(
    'client-secret-compared-by-its-beginning',
    ['ONB-002'],
    'a token is given for a secret that only begins as it should',
    knowing((secret, own) => own?.slice(0, BEGINNING) === secret.slice(0, BEGINNING)),
  ),
  preDraft(
    'client-secret-compared-in-any-case',
    ['ONB-002'],
    'a token is given for a secret whose letters are of the other case',
    knowing((secret, own) => own?.toLowerCase() === secret.toLowerCase()),
  ),
  preDraft(
    'client-secret-of-another-accepted',
    ['ONB-002', 'USR-016'],
    "a token is given for another client's secret",
    knowing((secret, _own, all) => all.has(secret)),
  ),
  preDraft(
    'any-grant-type-accepted',
    ['ONB-002'],
    'a token is given for any grant type',
    ruling(() => ({ grants: () => true })),
  ),
  preDraft(
    'token-refusal-is-200',
    ['ONB-002'],
    'a wrong secret is answered with 200 and an error in the body',
    answering({ resource: 'token', status: 401 }, withStatus(200)),
  ),
  preDraft(
    'token-answer-is-cacheable',
    ['ONB-002'],
    'an answer with a token may be kept by caches',
    answering({ resource: 'token', status: 200 }, (answer) =>
      withHeader('Cache-Control', 'public, max-age=300')(withHeader('Pragma', undefined)(answer)),
    ),
  ),
  preDraft(
    'token-answer-without-type',
    ['ONB-002', 'ONB-003'],
    'an answer with a token does not say of which type it is',
    answering({ resource: 'token', status: 200 }, withJson(without('token_type'))),
  ),
  preDraft(
    'token-answer-without-token',
    ['ONB-002'],
    'the token is under a name of its own',
    answering(
      { resource: 'token', status: 200 },
      withJson(({ access_token: token = null, ...others }) => ({ ...others, token })),
    ),
  ),
  preDraft(
    'basic-client-authentication-refused',
    ['ONB-002'],
    'a client can authenticate only in the body, not with HTTP Basic',
    requesting((request) =>
      request.resource === 'token'
        ? { ...request, headers: { ...request.headers, authorization: undefined } }
        : request,
    ),
  ),
  preDraft(
    'clients-forgotten-on-restart',
    ['USR-006'],
    'after a restart no token is given to clients that were taken in before',
    forgetting((store, isOld) => ({
      of: (client) => (isOld(client) ? undefined : store.of(client)),
      byClientId: (clientId) => {
        const found = store.byClientId(clientId);
        return found && isOld(found.client) ? undefined : found;
      },
    })),
  ),
  preDraft(
    'repository-tokens-forgotten-on-restart',
    ['USR-006'],
    'after a restart the tokens of repositories that were handed out before are unknown',
    forgetting((store, isOld) => ({
      byRepositoryToken: (token) => {
        const found = store.byRepositoryToken(token);
        return found && isOld(found.client) ? undefined : found;
      },
    })),
  ),
];
