import type { Exchange, WireResponse } from '../../../simulator/protocol/exchange.ts';
import type { Enrolment, ManagementClient, OnboardingCall } from '../../../simulator/protocol/revision.ts';
import { patient } from '../patience.ts';
import { type ClientIdentity, readyEnrolment } from '../session/identities.ts';
import type { Session } from '../session/session.ts';
import { askToBeTakenIn, type TakenIn } from '../taking-in.ts';
import { connect } from './connect.ts';
import { candidates } from './recognise/candidates.ts';
import { revisionSpeaking, type SpokenDialect } from './recognise/dialect-space.ts';

export type Onboarded =
  | { readonly enrolment: Enrolment; readonly dialect: SpokenDialect | undefined }
  /** How the call ended in the dialect that is declared. */
  | { readonly failed: TakenIn };

/**
 * Makes the onboarding call of the revision, where it has one and the target file has nothing in its place. Where the
 * WFM does not understand the dialect that is declared, or answers in another, the others are tried.
 */
export async function onboarded(
  session: Session,
  identity: ClientIdentity,
  declared: SpokenDialect | undefined,
  signal: AbortSignal,
): Promise<Onboarded> {
  const { target, revision } = session;
  const enrolment: Enrolment | undefined = revision.onboarding ? readyEnrolment(target.identity) : { kind: 'none' };
  if (enrolment || !revision.onboarding) return { enrolment: enrolment ?? { kind: 'none' }, dialect: declared };
  const client = connect(session, identity);
  const close = () => void client.close();
  signal.addEventListener('abort', close, { once: true });
  try {
    const api = patient(client, target.timeouts.settle);
    return await new Asking(api, identity, target.timeouts.settle, signal).ask(revision.onboarding, declared);
  } finally {
    signal.removeEventListener('abort', close);
    await client.close();
  }
}

class Asking {
  readonly #api: ManagementClient;
  readonly #identity: ClientIdentity;
  readonly #until: number;
  readonly #signal: AbortSignal;

  constructor(api: ManagementClient, identity: ClientIdentity, settleMs: number, signal: AbortSignal) {
    this.#api = api;
    this.#identity = identity;
    this.#until = Date.now() + settleMs;
    this.#signal = signal;
  }

  async ask(onboarding: OnboardingCall, declared: SpokenDialect | undefined): Promise<Onboarded> {
    const first = await this.#once(onboarding);
    if ('enrolment' in first.answer) return { enrolment: first.answer.enrolment, dialect: declared };
    const response = responseOf(first.exchange);
    if (!declared || !response) return { failed: first };
    const understood = isSuccess(response)
      ? { response, dialect: declared }
      : await this.#understood(response, declared);
    const read = understood && readInAny(understood.response, understood.dialect);
    return read ?? { failed: first };
  }

  /** The first dialect in which the request is not refused. */
  async #understood(
    { status }: WireResponse,
    { space, spoken }: SpokenDialect,
  ): Promise<{ readonly response: WireResponse; readonly dialect: SpokenDialect } | undefined> {
    // One that has no such resource, or is out of order, has no opinion of the request.
    if (status < 400 || status >= 500 || status === 404 || status === 405) return undefined;
    for (const candidate of candidates(space, spoken, 'onboarding-request')) {
      const { onboarding } = revisionSpeaking(space, candidate);
      if (!onboarding || this.#signal.aborted) return undefined;
      const response = responseOf((await this.#once(onboarding)).exchange);
      if (response && isSuccess(response)) return { response, dialect: { space, spoken: candidate } };
    }
    return undefined;
  }

  #once(onboarding: OnboardingCall): Promise<TakenIn> {
    const { credential, name } = this.#identity;
    const leftMs = Math.max(0, this.#until - Date.now());
    return askToBeTakenIn(this.#api, onboarding, { credential, device: name }, leftMs, this.#signal);
  }
}

/** An answer as it is meant, or in the first dialect in which it hands something out. */
function readInAny(
  response: WireResponse,
  { space, spoken }: SpokenDialect,
): { readonly enrolment: Enrolment; readonly dialect: SpokenDialect } | undefined {
  for (const candidate of [spoken, ...candidates(space, spoken, 'onboarding-answer')]) {
    const answer = revisionSpeaking(space, candidate).onboarding?.read(response);
    if (answer && 'enrolment' in answer) return { enrolment: answer.enrolment, dialect: { space, spoken: candidate } };
  }
  return undefined;
}

const responseOf = ({ outcome }: Exchange): WireResponse | undefined =>
  outcome.kind === 'response' ? outcome.response : undefined;

const isSuccess = ({ status }: WireResponse): boolean => status >= 200 && status < 300;
