import { setTimeout as delay } from 'node:timers/promises';
import { MANIFEST } from '../../simulator/protocol/media-types.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import { RawConnection } from '../harness/probe/raw-connection.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { type Judgement, judgeThat } from '../oracles/judgement.ts';
import { askHeld, clientWith } from './desired-clients.ts';

const ATTEMPTS = 5;
const PAUSE_MS = 1000;

/** No byte follows the header fields of a 304 on its connection that begins no further response; other answers are another check's. */
async function endsWithItsHeader(trial: Trial, client: TrialClient, etag: string): Promise<Judgement | undefined> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    using connection = await RawConnection.open(trial.connectOptions(client.identity));
    const headers = [['Accept', MANIFEST] as const, ['If-None-Match', etag] as const];
    const { deployments: path } = client.api.paths;
    const [conditional, plain] = [
      { method: 'GET', path, headers },
      { method: 'GET', path },
    ];
    const outcome = await connection.exchange(await client.api.authenticated(conditional));
    if (outcome.kind !== 'response') throw new NotEvaluated(`the conditional read got no answer: ${outcome.kind}`);
    const { status } = outcome.response;
    if (status === 304) {
      // Whatever belongs to this answer comes before the next one, or before the end of the connection.
      const next = await connection.exchange(await client.api.authenticated(plain));
      const extra = next.kind === 'response' ? 0 : connection.unread.length;
      return judgeThat(extra === 0, '304 without a body', `${extra} bytes after the header fields`);
    }
    if (status !== 429 && status !== 503) return undefined;
    await delay(PAUSE_MS);
  }
  throw new NotEvaluated('the conditional read was put off again and again');
}

check(
  {
    id: 'desired-state/conditional-read-sends-no-body',
    title: 'After the header fields of a 304 nothing follows on the connection',
    requirements: ['DSM-006'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1');
    await client.assign('edge-1', plainDeployment('first'));
    const judgement = await askHeld(client, (etag) => endsWithItsHeader(trial, client, etag));
    if (!judgement) throw new NotEvaluated('the conditional read was not answered with 304');
    trial.judge('DSM-006', judgement);
  },
);
