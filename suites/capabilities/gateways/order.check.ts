import { hostCapabilities, plainGateway, plainHost } from '../../harness/arbitraries/capabilities.ts';
import { childPath } from '../../harness/arbitraries/identifiers.ts';
import { check } from '../../harness/check.ts';
import { property } from '../../harness/property.ts';
import { about } from '../../oracles/judgement.ts';
import { problemNames } from '../../oracles/problem-condition.ts';
import { statusIs } from '../../oracles/status-code.ts';
import { create, deniedByPolicy, discard, judgeKept, ownDevice, put, remove, sentinel, update } from '../exchanges.ts';

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
      await create(trial, client, plainGateway(`${prefix}${gateway}`));
      // Deeper children rest on G-13.
      const taken = await put(trial, client, report.properties.id, report);
      const deep = child.split('/').length > 2;
      trial.judge(
        'CAP-006',
        about('the child after its gateway', statusIs(taken, 201)),
        deep ? { position: 'G-13' } : {},
      );
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
    trial.judge('CAP-007', about('removal of the refused child', statusIs(await remove(trial, client, child), 404)));
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
      await create(trial, client, gatewayReport(gateway));
      const [first, second] = [`${gateway}/a`, `${gateway}/b`];
      for (const child of [first, second]) await create(trial, client, trial.sample(hostCapabilities(child)));
      await update(trial, client, trial.sample(hostCapabilities(first)));
      await update(trial, client, gatewayReport(gateway, '2'));
      await update(trial, client, plainHost(second, '2'));
      await discard(trial, client, first);
      await update(trial, client, gatewayReport(gateway, '3'));
      await update(trial, client, plainHost(second, '3'));
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
    await create(trial, client, plainGateway(gateway));
    const taken = await put(trial, client, child, plainHost(child));
    trial.judge('CAP-006', about('a child below a device not reported', statusIs(taken, 201)), { position: 'G-13' });
    // With every device on the way reported, no reading of the text refuses it.
    await create(trial, client, plainHost(`${gateway}/path2`));
    await create(trial, client, plainHost(`${gateway}/path2/deviceB`));
    await update(trial, client, plainHost(`${gateway}/path2/deviceB`, '2'));
    await discard(trial, client, `${gateway}/path2/deviceB`);
    await update(trial, client, plainHost(`${gateway}/path2`, '2'));
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
    await create(trial, client, plainGateway(gateway));
    await judgeKept(trial, client, new Map([[gateway, plainGateway(gateway)]]));
    await update(trial, client, plainHost(gateway));
    await judgeKept(trial, client, new Map([[gateway, plainHost(gateway)]]));
    await update(trial, client, plainGateway(gateway, '2'));
    await judgeKept(trial, client, new Map([[gateway, plainGateway(gateway, '2')]]));
  },
);
