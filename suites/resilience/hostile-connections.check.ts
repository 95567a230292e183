import { jsonBytes } from '../../simulator/protocol/json.ts';
import { hostCapabilities } from '../harness/arbitraries/capabilities.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import { RawConnection } from '../harness/probe/raw-connection.ts';
import type { Trial } from '../harness/trial.ts';
import { BYSTANDER, BYSTANDER_NEEDS, bystander } from './bystander.ts';

const STALLED = 12;
/** How long one malformed message is waited for. */
const PATIENCE_MS = 700;

const host = (trial: Trial): string => new URL(trial.session.target.endpoint.url).host;
const base = (trial: Trial): string => new URL(trial.session.target.endpoint.url).pathname.replace(/\/+$/, '');

function open(trial: Trial, client: TrialClient): Promise<RawConnection> {
  const options = trial.connectOptions(client.identity);
  return RawConnection.open({ ...options, limits: { ...options.limits, requestMs: PATIENCE_MS } });
}

check(
  {
    id: 'resilience/stalled-connections',
    title: 'Connections of one client that stop in the middle of a request do not hold up another client',
    requirements: BYSTANDER,
    needs: BYSTANDER_NEEDS,
    exclusive: true,
  },
  async (trial) => {
    const good = await bystander(trial);
    const attacker = await trial.client();
    const path = base(trial) + attacker.api.paths.capabilities('device-1');
    const stalls = [
      '',
      'PUT ',
      `PUT ${path} HTTP/1.1\r\nHost: ${host(trial)}\r\nContent-`,
      `PUT ${path} HTTP/1.1\r\nHost: ${host(trial)}\r\nContent-Type: application/json\r\nContent-Length: 4096\r\n\r\n{"properties":`,
      `PUT ${path} HTTP/1.1\r\nHost: ${host(trial)}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"pro`,
      `GET ${base(trial)}${attacker.api.paths.deployments} HTTP/1.1\r\nHost: ${host(trial)}\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n`,
    ];
    const connections = await Promise.all(Array.from({ length: STALLED }, () => open(trial, attacker)));
    for (const [index, connection] of connections.entries()) connection.write(stalls[index % stalls.length] ?? '');
    try {
      await good.unharmed();
    } finally {
      for (const connection of connections) connection.close();
    }
    await good.unharmed();
  },
);

check(
  {
    id: 'resilience/malformed-messages',
    title: 'Messages that HTTP forbids, sent by one client, do not change what another client is answered',
    requirements: BYSTANDER,
    needs: BYSTANDER_NEEDS,
    exclusive: true,
  },
  async (trial) => {
    const good = await bystander(trial);
    const attacker = await trial.client();
    const device = trial.sample(hostCapabilities('device-1'));
    await attacker.report(device);
    const body = Buffer.from(jsonBytes(device)).toString('latin1');
    const target = `Host: ${host(trial)}\r\n`;
    const [capabilities, deployments] = [
      attacker.api.paths.capabilities('device-1'),
      attacker.api.paths.deployments,
    ].map((path) => base(trial) + path);
    const put = `PUT ${capabilities} HTTP/1.1\r\n${target}Content-Type: application/json\r\n`;
    const get = `GET ${deployments} HTTP/1.1\r\n${target}`;
    const smuggled = `DELETE ${capabilities} HTTP/1.1\r\n${target}\r\n`;
    const messages: Readonly<Record<string, string>> = {
      'both lengths': `${put}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
      'a coding with a blank before the colon': `${put}Transfer-Encoding : chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n${smuggled}`,
      'an unknown transfer coding': `${put}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`,
      'two lengths': `${put}Content-Length: 0\r\nContent-Length: ${smuggled.length}\r\n\r\n${smuggled}`,
      'a negative length': `${put}Content-Length: -1\r\n\r\n${body}`,
      'a length beyond all bounds': `${put}Content-Length: 99999999999999999999\r\n\r\n${body}`,
      'a chunk size beyond all bounds': `${put}Transfer-Encoding: chunked\r\n\r\nffffffffffffffffff\r\n${body}`,
      'no Host': `GET ${deployments} HTTP/1.1\r\n\r\n`,
      'a header of 100 kB': `${get}X-Waspect: ${'x'.repeat(100_000)}\r\n\r\n`,
      '3,000 headers': `${get}${Array.from({ length: 3_000 }, (_none, index) => `X-${index}: 1\r\n`).join('')}\r\n`,
      'a folded header': `${get}X-Waspect: 1\r\n 2\r\n\r\n`,
      'a bare carriage return': `${get}X-Waspect: 1\rX-Other: 2\r\n\r\n`,
      'another version of HTTP': `GET ${deployments} HTTP/9.9\r\n${target}\r\n`,
      'no HTTP at all': '\u0016\u0003\u0001\u0000\u0005hello',
    };
    const attack = async ([name, message]: readonly [string, string]): Promise<void> => {
      const connection = await open(trial, attacker);
      connection.write(Buffer.from(message, 'latin1'));
      const outcome = await connection.read();
      if (
        outcome.kind === 'response' &&
        outcome.response.status >= 500 &&
        ![501, 503, 505].includes(outcome.response.status)
      )
        trial.observe(`${name} was answered with ${outcome.response.status}`);
      connection.close();
    };
    await Promise.all([...Object.entries(messages).map(attack), good.unharmed()]);
    await good.unharmed();
  },
);
