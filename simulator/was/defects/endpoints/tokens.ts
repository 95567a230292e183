import { digestOfSecret, type EnrolmentStore } from '../../pre-draft/enrolments.ts';
import type { PreDraftRules } from '../../pre-draft/rules.ts';
import { type Defect, type Fault, onlyIn, perInstance } from '../defect.ts';
import { both, ruling } from '../pre-draft/ruling.ts';
import { recording } from '../records.ts';
import { acrossEndpoints, anyDecision, apart, firstOf } from './across.ts';

type Everywhere = () => readonly EnrolmentStore[];

/** Looks at what every endpoint has handed out; a restart opens it anew, and the records before it. */
const acrossHandouts = (change: (everywhere: Everywhere, rules: PreDraftRules) => Partial<PreDraftRules>): Fault =>
  perInstance(() => {
    let database: unknown;
    let all: EnrolmentStore[] = [];
    const opening = recording((_stores, opened) => {
      if (opened !== database) all = [];
      database = opened;
      return {};
    });
    const noting = ruling((rules) => ({
      enrolments: (store) => {
        const own = rules.enrolments(store);
        all.push(own);
        return own;
      },
    }));
    const sharing = ruling((rules) => change(() => all, rules));
    return both(both(opening, noting), sharing);
  });

/** Finds with an endpoint what another has handed out. */
const finding = (...names: readonly ('token' | 'of' | 'byRepositoryToken')[]): Fault =>
  acrossHandouts((everywhere, rules) => ({
    enrolments: (store) => {
      const own = rules.enrolments(store);
      const shared: Pick<EnrolmentStore, 'token' | 'of' | 'byRepositoryToken'> = {
        token: (token) => own.token(token) ?? firstOf(everywhere().map((one) => one.token(token))),
        of: (client) => own.of(client) ?? firstOf(everywhere().map((one) => one.of(client))),
        byRepositoryToken: (token) =>
          own.byRepositoryToken(token) ?? firstOf(everywhere().map((one) => one.byRepositoryToken(token))),
      };
      return { ...own, ...Object.fromEntries(names.map((name) => [name, shared[name]])) };
    },
  }));

/** Tokens and secrets of one endpoint that another accepts. */
export const ENDPOINT_TOKEN_DEFECTS: readonly Defect[] = [
  apart(
    'endpoints-share-access-tokens',
    'a token that one endpoint has granted counts at every other that knows the client',
    finding('token'),
  ),
  apart(
    'endpoints-share-token-holders',
    'a token that one endpoint has granted counts at every other, whether it knows the client or not',
    both(
      finding('token', 'of'),
      acrossEndpoints((own, all) => ({ clients: { decision: anyDecision(own, all) } })),
    ),
  ),
  apart(
    'endpoints-share-client-secrets',
    'the token endpoint takes the secret that another endpoint has given a client of the same id',
    acrossHandouts((everywhere, rules) => ({
      provesClient: (enrolment, secret) =>
        rules.provesClient(enrolment, secret) ||
        everywhere().some((one) => one.byClientId(enrolment.clientId)?.secretDigest === digestOfSecret(secret)),
    })),
  ),
  apart(
    'endpoints-share-repository-tokens',
    'the repository of a client opens to the token that another endpoint has given it',
    finding('byRepositoryToken'),
  ),
].map((faulty) => onlyIn(['pre-draft-2024'], faulty));
