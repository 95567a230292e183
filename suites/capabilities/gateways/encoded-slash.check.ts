import { jsonBytes } from '../../../simulator/protocol/json.ts';
import { JSON_DOCUMENT } from '../../../simulator/protocol/media-types.ts';
import { plainGateway, plainHost } from '../../harness/arbitraries/capabilities.ts';
import { check } from '../../harness/check.ts';
import { about } from '../../oracles/judgement.ts';
import { acceptsOr } from '../../oracles/status-code.ts';
import { ownDevice } from '../exchanges.ts';
import { judgeKnown } from '../known.ts';

check(
  {
    id: 'capabilities/encoded-slash',
    title: 'A child whose slash is written %2F is the same child or none; with a raw slash it stays what it was',
    requirements: ['CAP-006', 'CAP-007'],
    needs: { feature: 'gateways' },
  },
  async (trial) => {
    const client = await trial.client();
    const gateway = ownDevice(client, 'gw');
    const child = `${gateway}/a`;
    await client.report(plainGateway(gateway));
    await client.report(plainHost(child));
    const answer = trial.answer(
      await client.api.send({
        method: 'PUT',
        path: client.api.paths.capabilities(gateway) + encodeURIComponent('/a'),
        headers: [['content-type', JSON_DOCUMENT]],
        body: jsonBytes(plainHost(child, '2')),
      }),
    );
    trial.judge(
      'CAP-006',
      about('a report with %2F in its path', acceptsOr(answer, trial.session.revision.traits.answers.meaningless, 404)),
    );
    trial.observe(`G-11: a deviceId with %2F for its slash is answered with ${answer.status}`);
    await judgeKnown(trial, client, [child], 'which was reported with a raw slash before');
  },
);
