import { hostCapabilities, plainGateway, plainHost } from '../../harness/arbitraries/capabilities.ts';
import { childPath } from '../../harness/arbitraries/identifiers.ts';
import { check } from '../../harness/check.ts';
import { property } from '../../harness/property.ts';
import { about } from '../../oracles/judgement.ts';
import { problemNames } from '../../oracles/problem-condition.ts';
import { statusIs } from '../../oracles/status-code.ts';
import { deniedByPolicy, giveBack, ownDevice, put, take } from '../exchanges.ts';
import { judgeKept, sentinel } from '../kept.ts';
import { judgeKnown, judgeUnknown } from '../known.ts';

const needs = { feature: 'gateways' } as const;

check(
  {
    id: 'capabilities/child-before-gateway',
    title: 'A child whose gateway was not reported is refused with 404, gateway-not-found, and taken once it was',
    requirements: ['GWY-004', 'ERR-002', 'CAP-006'],
    needs,
  },
  (trial) =>
    property(trial, childPath, async ({ gateway, child }) => {
      const client = await trial.client();
      const prefix = ownDevice(client, '');
      const report = plainHost(`${prefix}${child}`);
      const refused = await put(trial, client, report.properties.id, report, 'GWY-004');
      if (deniedByPolicy(trial, report.properties.id, refused)) return;
      trial.judge('GWY-004', about('a child before its gateway', statusIs(refused, 404)));
      trial.judge('ERR-002', problemNames(refused, 'gateway-not-found'));
      await client.report(plainGateway(`${prefix}${gateway}`));
      // Deeper children rest on G-13.
      await take(trial, client, report, child.split('/').length > 2 ? { position: 'G-13' } : {});
    }),
);

check(
  {
    id: 'capabilities/refused-child-not-kept',
    title: 'A child that was refused for want of its gateway is not kept, and not known once the gateway is there',
    requirements: ['GWY-004', 'USR-001', 'CAP-007'],
    needs: { ...needs, verbs: ['devices'] },
  },
  async (trial) => {
    const client = await trial.client();
    const gateway = ownDevice(client, 'gw');
    const child = `${gateway}/a`;
    const refused = await put(trial, client, child, plainHost(child), 'GWY-004');
    trial.judge('GWY-004', about('a child before its gateway', statusIs(refused, 404)));
    await client.report(plainGateway(gateway));
    await judgeUnknown(trial, client, child, 'whose report was refused');
    await sentinel(trial, client);
    await judgeKept(
      trial,
      client,
      new Map([
        [child, undefined],
        [gateway, plainGateway(gateway)],
      ]),
    );
  },
);

check(
  {
    id: 'capabilities/children-of-a-gateway',
    title: 'Children are reported, replaced and removed behind a gateway, whether it hosts workloads itself or not',
    requirements: ['CAP-006', 'CAP-007'],
    needs,
  },
  async (trial) => {
    for (const gatewayReport of [plainGateway, plainHost]) {
      const client = await trial.client();
      const gateway = ownDevice(client, 'gw');
      await take(trial, client, gatewayReport(gateway));
      const [first, second] = [`${gateway}/a`, `${gateway}/b`];
      for (const child of [first, second]) await take(trial, client, trial.sample(hostCapabilities(child)));
      await take(trial, client, trial.sample(hostCapabilities(first)));
      await take(trial, client, gatewayReport(gateway, '2'));
      await take(trial, client, plainHost(second, '2'));
      await giveBack(client, first);
      await take(trial, client, gatewayReport(gateway, '3'));
      await judgeKnown(trial, client, [second, gateway], `after ${first} was removed`);
    }
  },
);

check(
  {
    id: 'capabilities/deep-child',
    title: 'A child several steps down needs the gateway at the top to be known',
    requirements: ['GWY-004', 'CAP-006', 'CAP-007'],
    needs,
  },
  async (trial) => {
    const client = await trial.client();
    const gateway = ownDevice(client, 'gateway1');
    const child = `${gateway}/path1/deviceA`;
    const early = await put(trial, client, child, plainHost(child), 'GWY-004');
    trial.judge('GWY-004', about('a deep child without any gateway', statusIs(early, 404)));
    await client.report(plainGateway(gateway));
    await take(trial, client, plainHost(child), { position: 'G-13' });
    // With every device on the way reported, no reading of the text refuses it.
    await take(trial, client, plainHost(`${gateway}/path2`));
    await take(trial, client, plainHost(`${gateway}/path2/deviceB`));
    await take(trial, client, plainHost(`${gateway}/path2/deviceB`, '2'));
    await judgeKnown(trial, client, [`${gateway}/path2/deviceB`, `${gateway}/path2`], 'in a complete hierarchy');
  },
);

check(
  {
    id: 'capabilities/gateway-hosts-nothing',
    title: 'A gateway that hosts nothing reports its identity only, is taken, and is kept without what hosts report',
    requirements: ['CAP-006', 'USR-001'],
    needs: { ...needs, verbs: ['devices'] },
  },
  async (trial) => {
    const client = await trial.client();
    const gateway = ownDevice(client, 'gw');
    await take(trial, client, plainGateway(gateway));
    await judgeKept(trial, client, new Map([[gateway, plainGateway(gateway)]]));
    await take(trial, client, plainHost(gateway));
    await judgeKept(trial, client, new Map([[gateway, plainHost(gateway)]]));
    await take(trial, client, plainGateway(gateway, '2'));
    await judgeKept(trial, client, new Map([[gateway, plainGateway(gateway, '2')]]));
  },
);
