import { createHash } from 'node:crypto';
import type { JudgedExchange, Operation } from '../../../simulator/fleet/judging/judge.ts';
import type { HeaderList, Outcome, WireFailureCode } from '../../../simulator/protocol/exchange.ts';
import { MANIFEST } from '../../../simulator/protocol/media-types.ts';

const START = Date.UTC(2026, 0, 1);

export const digestOf = (bytes: string): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

export interface Said {
  readonly device?: number;
  readonly operation?: Operation;
  readonly method?: string;
  readonly path?: string;
  readonly sent?: HeaderList;
  readonly content?: string;
  readonly isProper?: boolean;
  readonly identity?: JudgedExchange['identity'];
  /** Milliseconds from the start. */
  readonly at?: number;
}

export interface Answered {
  readonly status: number;
  readonly headers?: HeaderList;
  readonly body?: string;
}

const PATHS: Readonly<Record<Operation, string>> = {
  poll: '/api/v1/deployments',
  fetch: '/api/v1/bundles/none',
  status: '/api/v1/deployments/none/status',
  report: '/api/v1/capabilities/box',
  remove: '/api/v1/capabilities/box',
  onboard: '/api/v1/onboarding',
  token: '/token',
};

/** An exchange of a device of 1.0.0-rc.3, as it would be judged. */
export function exchanged(said: Said, answer: Answered | WireFailureCode): JudgedExchange {
  const { device = 0, operation = 'poll', isProper = true, identity, at = 0 } = said;
  const outcome: Outcome =
    typeof answer === 'string'
      ? { kind: 'failure', failure: { code: answer, message: 'of a test' } }
      : {
          kind: 'response',
          response: {
            status: answer.status,
            statusText: '',
            headers: answer.headers ?? [],
            body: Buffer.from(answer.body ?? ''),
          },
        };
  const request = {
    method: said.method ?? 'GET',
    path: said.path ?? PATHS[operation],
    headers: said.sent ?? [],
    body: said.content === undefined ? null : Buffer.from(said.content),
  };
  const exchange = {
    actor: 'd',
    origin: 'https://wfm.example',
    request,
    startedAt: START + at,
    durationMs: 1,
    outcome,
  };
  const common = { device, clientId: `c-${device}`, revision: '1.0.0-rc.3', operation, isProper } as const;
  return { ...common, ...(identity && { identity }), exchange };
}

export interface Listed {
  readonly id: string;
  readonly digest: string;
}

/** A manifest that is right in every respect. */
export function manifest(
  version: number,
  listed: readonly Listed[] = [],
  bundle: string = digestOf('bundle'),
): Required<Answered> {
  const body = JSON.stringify({
    manifestVersion: version,
    bundle:
      listed.length === 0
        ? null
        : {
            mediaType: 'application/vnd.margo.bundle.v1+tar+gzip',
            digest: bundle,
            url: `/api/v1/bundles/${bundle}`,
          },
    deployments: listed.map(({ id, digest }) => ({
      deploymentId: id,
      digest,
      url: `/api/v1/deployments/${id}/${digest}`,
    })),
  });
  const headers: HeaderList = [
    ['Content-Type', MANIFEST],
    ['ETag', `"${digestOf(body)}"`],
    ['Cache-Control', 'private'],
  ];
  return { status: 200, headers, body };
}

export const tagOf = ({ body }: Required<Answered>): string => `"${digestOf(body)}"`;
