import { jsonBytes } from '../../../simulator/protocol/json.ts';
import { JSON_DOCUMENT } from '../../../simulator/protocol/media-types.ts';
import { capabilitiesPath } from '../../../simulator/protocol/rc3/paths.ts';
import { plainGateway, plainHost } from '../../harness/arbitraries/capabilities.ts';
import { check } from '../../harness/check.ts';
import { about } from '../../oracles/judgement.ts';
import { statusIs } from '../../oracles/status-code.ts';
import { create, ownDevice, update } from '../exchanges.ts';

check(
  {
    id: 'capabilities/encoded-slash',
    title: 'A child whose slash is written %2F is the same child or none; with a raw slash it stays what it was',
    requirements: ['CAP-006'],
    needs: { feature: 'gateways' },
  },
  async (trial) => {
    const client = await trial.client();
    const gateway = ownDevice(client, 'gw');
    const child = `${gateway}/a`;
    await create(trial, client, plainGateway(gateway));
    await create(trial, client, plainHost(child));
    const answer = trial.answer(
      await client.api.send({
        method: 'PUT',
        path: capabilitiesPath(gateway) + encodeURIComponent('/a'),
        headers: [['content-type', JSON_DOCUMENT]],
        body: jsonBytes(plainHost(child, '2')),
      }),
    );
    trial.judge('CAP-006', about('a report with %2F in its path', statusIs(answer, 200, 201, 400, 404, 422)));
    trial.observe(`G-11: a deviceId with %2F for its slash is answered with ${answer.status}`);
    await update(trial, client, plainHost(child, '3'));
  },
);
