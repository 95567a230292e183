import { setTimeout as delay } from 'node:timers/promises';
import { MANIFEST } from '../../../simulator/protocol/media-types.ts';
import { DEPLOYMENTS } from '../../../simulator/protocol/rc3/paths.ts';
import type { TlsCredential } from '../../../simulator/protocol/revision.ts';
import type { Reception } from '../../oracles/reception.ts';
import type { TrialClient } from '../client.ts';
import { ConfigurationError } from '../failure.ts';
import { pauseOf } from '../patience.ts';
import type { Trial } from '../trial.ts';
import { RawConnection, type RawOptions, type RawOutcome, type RawRequest } from './raw-connection.ts';

/** What every caller of mutual TLS may ask who is a client: its desired state. */
export const READ_DESIRED_STATE: RawRequest = { method: 'GET', path: DEPLOYMENTS, headers: [['Accept', MANIFEST]] };

export interface Presenting {
  /** Name in the transcript. */
  readonly actor: string;
  /** Without one, no certificate is presented. */
  readonly credential: TlsCredential | null;
  /** Default: reading the desired state. */
  readonly request?: RawRequest;
  readonly tls?: RawOptions['tls'];
}

/** A client's own reading of its desired state, in any revision: signed where signatures say who sends. */
export const readingOf = ({ api }: TrialClient): Promise<RawRequest> =>
  api.authenticated({ method: 'GET', path: api.paths.deployments, headers: [['Accept', MANIFEST]] });

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** Options of a raw connection to the endpoint under test. */
export function rawOptions(trial: Trial, { actor, credential, tls }: Omit<Presenting, 'request'>): RawOptions {
  const { target, anchors } = trial.session;
  return {
    endpoint: new URL(target.endpoint.url),
    anchors,
    actor,
    credential,
    limits: { requestMs: target.timeouts.request, maxBodyBytes: MAX_BODY_BYTES },
    onExchange: trial.transcript.exchange,
    ...(tls && { tls }),
  };
}

/**
 * Presents a credential on a connection of its own, sends a request and reads until an answer or the end. Rate limits
 * are waited out, since they say nothing about the caller.
 */
export async function present(trial: Trial, presenting: Presenting): Promise<Reception> {
  return receptionOf(await exchangeOnce(trial, presenting));
}

/** As {@link present}, with the whole outcome. */
export async function exchangeOnce(trial: Trial, presenting: Presenting): Promise<RawOutcome> {
  const until = Date.now() + trial.session.target.timeouts.settle;
  for (;;) {
    using connection = await RawConnection.open(rawOptions(trial, presenting));
    const outcome = await connection.exchange(presenting.request ?? READ_DESIRED_STATE);
    const pause = outcome.kind === 'response' ? pauseOf(outcome.response) : undefined;
    if (pause === undefined || Date.now() + pause > until) return outcome;
    await delay(pause);
  }
}

const ATTEMPTS_ON_ONE = 5;

/** Reads the desired state on a connection that is open; rate limits are waited out on it. */
export async function readOn(connection: RawConnection): Promise<Reception> {
  for (let attempt = 1; ; attempt++) {
    const outcome = await connection.exchange(READ_DESIRED_STATE);
    const pause = outcome.kind === 'response' ? pauseOf(outcome.response) : undefined;
    if (pause === undefined || attempt === ATTEMPTS_ON_ONE) return receptionOf(outcome);
    await delay(pause);
  }
}

/** Throws where nobody is there at all, which says nothing about the caller. */
export function receptionOf(outcome: RawOutcome): Reception {
  switch (outcome.kind) {
    case 'response':
      return { kind: 'answered', status: outcome.response.status };
    case 'closed':
      return { kind: 'turned-away', how: `${outcome.how.manner} (${outcome.how.detail})` };
    case 'timed-out':
      return { kind: 'undecided', how: `neither an answer nor a closed connection within ${outcome.afterMs} ms` };
    case 'malformed':
      return { kind: 'undecided', how: `an answer that is no HTTP/1.1: ${outcome.reason}` };
    case 'unreachable':
      throw new ConfigurationError('TARGET_UNREACHABLE', `${outcome.failure.message}; is the WFM still running?`);
  }
}
