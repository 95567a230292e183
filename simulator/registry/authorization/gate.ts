import { refuse } from '../api/errors.ts';
import type { Answer } from '../http/answer.ts';
import type { RegistryRequest } from '../http/request.ts';
import { type Access, type Account, type Authorization, allowed, grantsOf } from './authorization.ts';
import { accountFor, credentialsOf } from './credentials.ts';
import { scopeText } from './scope.ts';
import { answerTokenRequest } from './token-endpoint.ts';
import { createTokenMint, type TokenMint } from './tokens.ts';

/** Whether a request may go on, and whose it is as far as that is known. */
export type Admission =
  | { readonly kind: 'admitted'; readonly account?: string }
  | { readonly kind: 'refused'; readonly account?: string; readonly answer: Answer };

/** Who may pass, in one of the modes. */
export interface Gate {
  admit(request: RegistryRequest, needed: readonly Access[]): Admission;
  /** The token endpoint, where the mode has one. */
  readonly token?: (request: RegistryRequest) => Promise<Answer>;
}

export interface GateSetup {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** URL of the token endpoint. */
  readonly realm: () => string;
  /** What the registry calls itself in challenges. */
  readonly service: () => string;
}

type Of<Mode extends Authorization['mode']> = Extract<Authorization, { readonly mode: Mode }>;

/** Makes the gate of a mode. */
export function createGate(authorization: Authorization, setup: GateSetup): Gate {
  switch (authorization.mode) {
    case 'anonymous':
      return { admit: () => ({ kind: 'admitted' }) };
    case 'basic':
      return { admit: (request, needed) => admitBasic(authorization.accounts, request, needed) };
    case 'bearer':
      return bearerGate(authorization, setup);
  }
}

function admitBasic(accounts: readonly Account[], { headers }: RegistryRequest, needed: readonly Access[]): Admission {
  const credentials = credentialsOf(headers.authorization);
  const account =
    credentials.scheme === 'basic' ? accountFor(accounts, credentials.name, credentials.password) : undefined;
  if (account === undefined) return { kind: 'refused', answer: unauthorized('Basic realm="registry"', needed) };
  const lacking = needed.some((access) => allowed(grantsOf(account), access).length < access.actions.length);
  return lacking
    ? { kind: 'refused', account: account.name, answer: refuse('DENIED', 'the account may not do this here') }
    : { kind: 'admitted', account: account.name };
}

function bearerGate(authorization: Of<'bearer'>, setup: GateSetup): Gate {
  const mint = createTokenMint();
  return {
    admit: (request, needed) => admitBearer(mint, setup, request, needed),
    token: (request) => answerTokenRequest(request, authorization, mint, setup.now()),
  };
}

function admitBearer(
  mint: TokenMint,
  setup: GateSetup,
  { headers }: RegistryRequest,
  needed: readonly Access[],
): Admission {
  const challenge = (error?: 'invalid_token' | 'insufficient_scope'): Answer => {
    const scope = needed.map(scopeText).join(' ');
    const parameters = [
      `realm="${setup.realm()}"`,
      `service="${setup.service()}"`,
      ...(scope === '' ? [] : [`scope="${scope}"`]),
      ...(error === undefined ? [] : [`error="${error}"`]),
    ];
    return unauthorized(`Bearer ${parameters.join(',')}`, needed);
  };
  const credentials = credentialsOf(headers.authorization);
  if (credentials.scheme !== 'bearer') return { kind: 'refused', answer: challenge() };
  const verdict = mint.verify(credentials.token, setup.now());
  if (verdict.kind !== 'valid') return { kind: 'refused', answer: challenge('invalid_token') };
  const { account, access } = verdict.claims;
  const named = account === '' ? {} : { account };
  const lacking = needed.some((wanted) => allowed(access, wanted).length < wanted.actions.length);
  return lacking
    ? { kind: 'refused', ...named, answer: challenge('insufficient_scope') }
    : { kind: 'admitted', ...named };
}

const unauthorized = (challenge: string, needed: readonly Access[]): Answer =>
  refuse(
    'UNAUTHORIZED',
    'authentication required',
    { 'WWW-Authenticate': challenge },
    needed.length > 0 ? needed : null,
  );
