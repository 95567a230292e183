import { MANIFEST } from '../../simulator/protocol/media-types.ts';
import { listedAccept, weightedAccept } from '../harness/arbitraries/accept.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import { property } from '../harness/property.ts';
import type { JudgeOptions, Trial } from '../harness/trial.ts';
import { hasMediaType } from '../oracles/media-type.ts';
import { statusIs } from '../oracles/status-code.ts';
import { clientWith } from './desired-clients.ts';

/** Judges that a client which sends this Accept field, or none, is served, and with a manifest. */
async function judgeServed(
  trial: Trial,
  client: TrialClient,
  accept: string | null,
  requirement: string,
  options?: JudgeOptions,
): Promise<void> {
  const response = trial.answer(await client.api.readDesiredState({ headers: { accept } }), requirement);
  trial.judge(requirement, statusIs(response, 200), options);
  trial.judge('DSM-005', hasMediaType(response, MANIFEST));
}

check(
  {
    id: 'desired-state/negotiation-without-accept',
    title: 'Without an Accept field the manifest is sent in its default format',
    requirements: ['DSM-004', 'DSM-005'],
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1');
    await judgeServed(trial, client, null, 'DSM-004');
  },
);

check(
  {
    id: 'desired-state/negotiation-of-a-listed-type',
    title: 'A manifest is sent to whoever accepts its type, in any letters, alone or among others that do not fit',
    requirements: ['DSM-003', 'DSM-005'],
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1');
    const judge = (accept: string): Promise<void> => judgeServed(trial, client, accept, 'DSM-003');
    for (const accept of [MANIFEST, '*/*', `text/plain, ${MANIFEST}`, 'text/plain, */*']) await judge(accept);
    await property(trial, listedAccept, judge, { weight: 3, actions: 0 });
  },
);

check(
  {
    id: 'desired-state/negotiation-of-ranges-and-weights',
    title: 'A manifest is sent to whoever accepts it by a range of types or with some weight above nothing',
    requirements: ['DSM-003', 'DSM-005'],
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1');
    const judge = (accept: string): Promise<void> =>
      judgeServed(trial, client, accept, 'DSM-003', { position: 'G-26' });
    for (const accept of ['application/*', 'text/plain, application/*;q=0.1', 'text/html, */*;q=0.1'])
      await judge(accept);
    await property(trial, weightedAccept, judge, { weight: 2, actions: 0 });
  },
);
