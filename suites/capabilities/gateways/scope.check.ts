import { plainGateway, plainHost } from '../../harness/arbitraries/capabilities.ts';
import { check } from '../../harness/check.ts';
import { judgeScope, SCOPE } from '../../harness/scope.ts';
import { about } from '../../oracles/judgement.ts';
import { statusIs } from '../../oracles/status-code.ts';
import { successes } from '../../oracles/successes.ts';
import { ownDevice, put, remove } from '../exchanges.ts';
import { makeKnown, makeKnownToo } from '../known.ts';

const needs = { feature: 'gateways' } as const;

check(
  {
    id: 'capabilities/gateway-of-another-client',
    title: 'A gateway that another client reported does not count for a child',
    requirements: ['GWY-004', 'GEN-008', SCOPE],
    needs,
  },
  async (trial) => {
    const [owner, stranger] = [await trial.client(), await trial.client()];
    const gateway = ownDevice(owner, 'gw');
    const child = `${gateway}/a`;
    await makeKnown(trial, owner, plainGateway(gateway));
    const refused = await put(trial, stranger, child, plainHost(child), 'GWY-004');
    trial.judge('GWY-004', about('a child behind the gateway of another client', statusIs(refused, 404)));
    await makeKnown(trial, owner, plainHost(child));
    await remove(trial, stranger, gateway, 'GEN-008');
    await remove(trial, stranger, child, 'GEN-008');
    for (const report of [plainGateway(gateway, 'after'), plainHost(child, 'after')]) {
      const answer = await put(trial, owner, report.properties.id, report, 'GEN-008');
      const known = statusIs(answer, ...successes(trial.session.revision.traits.answers, 'deviceUpdated'));
      judgeScope(trial, 'GEN-008', about('the owner’s report after a stranger removed its devices', known));
    }
  },
);

check(
  {
    id: 'capabilities/gateways-of-two-clients',
    title: 'Two clients that report gateways and children of the same ids do not touch each other',
    requirements: ['GEN-009', SCOPE],
    needs,
  },
  async (trial) => {
    const [own, other] = [await trial.client(), await trial.client()];
    const gateway = ownDevice(own, 'gw');
    const child = `${gateway}/a`;
    for (const report of [plainGateway(gateway), plainHost(child)]) await makeKnown(trial, own, report);
    for (const report of [plainGateway(gateway), plainHost(child)]) await makeKnownToo(trial, other, report);
    for (const id of [child, gateway]) await remove(trial, own, id, 'GEN-009');
    // The child comes first, for which the gateway has to be there still.
    for (const report of [plainHost(child, 'after'), plainGateway(gateway, 'after')]) {
      const answer = await put(trial, other, report.properties.id, report, 'GEN-009');
      const known = statusIs(answer, ...successes(trial.session.revision.traits.answers, 'deviceUpdated'));
      judgeScope(trial, 'GEN-009', about('next report of what another client removed', known));
    }
  },
);

check(
  {
    id: 'capabilities/gateway-named-exactly',
    title: 'Only the gateway of exactly that id makes its children known',
    requirements: ['GWY-004'],
    needs,
  },
  async (trial) => {
    const client = await trial.client();
    const gateway = ownDevice(client, 'Gw1');
    await client.report(plainGateway(gateway));
    for (const similar of [`${gateway}0`, gateway.slice(0, -1), gateway.replace('Gw1', 'gw1'), `x${gateway}`]) {
      const child = `${similar}/a`;
      const refused = await put(trial, client, child, plainHost(child), 'GWY-004');
      trial.judge('GWY-004', about(`${child} where only ${gateway} was reported`, statusIs(refused, 404)));
    }
    await client.report(plainHost(`${gateway}/a`));
  },
);
