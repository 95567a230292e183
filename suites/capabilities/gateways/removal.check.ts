import { plainGateway, plainHost } from '../../harness/arbitraries/capabilities.ts';
import { check } from '../../harness/check.ts';
import { about, judgeThat } from '../../oracles/judgement.ts';
import { isAccepted, statusIs } from '../../oracles/status-code.ts';
import { successes } from '../../oracles/successes.ts';
import { giveBack, ownDevice, put, remove } from '../exchanges.ts';
import { judgeKept } from '../kept.ts';
import { judgeKnown, makeKnown } from '../known.ts';

const needs = { feature: 'gateways' } as const;

check(
  {
    id: 'capabilities/removed-gateway-is-unknown',
    title: 'After a gateway without children was removed, a child of it is refused with 404',
    requirements: ['GWY-004'],
    needs,
  },
  async (trial) => {
    const client = await trial.client();
    const gateway = ownDevice(client, 'gw');
    const child = `${gateway}/a`;
    await client.report(plainGateway(gateway));
    await client.report(plainHost(child));
    await giveBack(client, child);
    await giveBack(client, gateway);
    const refused = await put(trial, client, child, plainHost(child), 'GWY-004');
    trial.judge('GWY-004', about('a child of a removed gateway', statusIs(refused, 404)));
  },
);

check(
  {
    id: 'capabilities/removing-a-child-leaves-the-family',
    title: 'Removing a child leaves its gateway and the other children, those whose ids begin alike included',
    requirements: ['CAP-007', 'USR-001'],
    needs: { ...needs, verbs: ['devices'] },
  },
  async (trial) => {
    const client = await trial.client();
    const gateway = ownDevice(client, 'gw');
    const family = [plainGateway(gateway), ...['a', 'ab', 'a.b', 'b'].map((name) => plainHost(`${gateway}/${name}`))];
    for (const report of family) await client.report(report);
    await giveBack(client, `${gateway}/a`);
    const kept = new Map(family.map((report) => [report.properties.id, report]));
    await judgeKept(trial, client, new Map([...kept, [`${gateway}/a`, undefined]]));
    const left = [...['ab', 'a.b', 'b'].map((name) => `${gateway}/${name}`), gateway];
    await judgeKnown(trial, client, left, `after ${gateway}/a was removed`);
  },
);

check(
  {
    id: 'capabilities/removing-a-gateway-with-children',
    title: 'Removing a gateway that has children is either done or refused, and touches nothing outside its family',
    requirements: ['CAP-007', 'CAP-006'],
    needs,
  },
  async (trial) => {
    const client = await trial.client();
    const [gateway, neighbour] = [ownDevice(client, 'gw'), ownDevice(client, 'gw2')];
    const [child, foreign] = [`${gateway}/a`, `${neighbour}/a`];
    await client.report(plainGateway(neighbour));
    await client.report(plainHost(foreign));
    for (const report of [plainGateway(gateway), plainHost(child)]) await makeKnown(trial, client, report);
    const removal = await remove(trial, client, gateway);
    const { status } = removal;
    const refused = status >= 400 && status < 500 && status !== 404;
    trial.judge(
      'CAP-007',
      judgeThat(isAccepted(removal) || refused, 'a status of success, or a refusal other than 404', `status ${status}`),
    );
    const after = await put(trial, client, child, plainHost(child, '2'));
    const updated = successes(trial.session.revision.traits.answers, 'deviceUpdated');
    trial.judge('CAP-006', about('a report of the child', statusIs(after, ...updated, 404)));
    await judgeKnown(trial, client, [foreign, neighbour], `after ${gateway} was to be removed`);
    trial.observe(
      `G-14: removing a gateway with children is answered with ${status}, a report of a child after it with ${after.status}`,
    );
  },
);
