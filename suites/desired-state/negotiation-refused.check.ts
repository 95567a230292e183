import { JSON_DOCUMENT, MANIFEST } from '../../simulator/protocol/media-types.ts';
import { foreignAccept } from '../harness/arbitraries/accept.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import { property } from '../harness/property.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { hasMediaType } from '../oracles/media-type.ts';
import { problemNames } from '../oracles/problem-condition.ts';
import { statusIs } from '../oracles/status-code.ts';
import { clientWith } from './desired-clients.ts';

const read = async (trial: Trial, client: TrialClient, accept: string) =>
  trial.answer(await client.api.readDesiredState({ headers: { accept } }), 'DSM-003');

check(
  {
    id: 'desired-state/negotiation-of-foreign-types-is-406',
    title:
      'Whoever accepts only types that the WFM does not produce gets 406, and the manifest when asking for it again',
    requirements: ['DSM-003'],
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1');
    for (const accept of ['text/plain', 'application/xml, text/html'])
      trial.judge('DSM-003', statusIs(await read(trial, client, accept), 406));
    await property(
      trial,
      foreignAccept,
      async (accept) => trial.judge('DSM-003', statusIs(await read(trial, client, accept), 406)),
      { weight: 3, actions: 0 },
    );
    trial.judge('DSM-003', statusIs(await read(trial, client, MANIFEST), 200));
  },
);

check(
  {
    id: 'desired-state/negotiation-of-plain-json-is-406',
    title: 'The general JSON type alone does not stand for the type of a manifest',
    requirements: ['DSM-003'],
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1');
    const response = await read(trial, client, JSON_DOCUMENT);
    // A WFM that offers plain JSON beside the manifest's own type produces what was accepted.
    const offered = response.status === 200 && hasMediaType(response, JSON_DOCUMENT).ok;
    trial.judge('DSM-003', statusIs(response, 406), offered ? { position: 'G-26' } : {});
  },
);

check(
  {
    id: 'desired-state/negotiation-heeds-a-weight-of-zero',
    title: 'A type that the client excludes with a weight of zero is not acceptable to it',
    requirements: ['DSM-003'],
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1');
    for (const accept of [`${MANIFEST};q=0`, `${MANIFEST}; q=0.000, text/plain`, `*/*, ${MANIFEST};q=0`])
      trial.judge('DSM-003', statusIs(await read(trial, client, accept), 406), { position: 'G-26' });
  },
);

check(
  {
    id: 'desired-state/negotiation-failure-names-its-problem-type',
    title: 'A 406 says with its problem type that no acceptable response can be generated',
    requirements: ['ERR-002'],
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1');
    const response = trial.answer(await client.api.readDesiredState({ headers: { accept: 'text/plain' } }), 'ERR-002');
    if (response.status !== 406) throw new NotEvaluated(`the request was answered with ${response.status}`);
    trial.judge('ERR-002', problemNames(response, 'server-cannot-generate-response'));
  },
);
