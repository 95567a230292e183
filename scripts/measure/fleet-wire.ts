import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { createRoot } from '../../simulator/pki/authority.ts';
import { clientSpiffeId, wfmId } from '../../simulator/pki/spiffe-id.ts';
import { issueSvid } from '../../simulator/pki/svid.ts';
import type { HandshakeFigures, HandshakeTask } from './fleet-wire/handshakes.ts';

const FOLDER = join(import.meta.dirname, 'fleet-wire');
const ETAG = `"sha256:${'0'.repeat(64)}"`;
const TRUST_DOMAIN = 'factory.example';
const WFM = 'wfm-1';
/** Taken in turn: reading one out of PEM costs each connection the same, however many others have it. */
const CREDENTIALS = 50;

interface Client {
  readonly requests: number;
  readonly cpuSeconds: number;
}

/** Conditional requests answered 304 a client's processor second; of each round. Null: the client is not there. */
export interface PollingFigures {
  readonly fleet: readonly number[];
  readonly wrk: readonly number[] | null;
  readonly autocannon: readonly number[];
}

/** Each client in turn, over kept connections to the same server, without TLS. */
export async function measurePolling({
  connections,
  seconds,
  rounds,
}: {
  readonly connections: number;
  readonly seconds: number;
  readonly rounds: number;
}): Promise<PollingFigures> {
  return served('static-server.ts', [], async (port) => {
    const args = [`http://127.0.0.1:${port}/api/v1/deployments`, String(connections), String(seconds), ETAG];
    const [fleet, wrk, autocannon]: [number[], number[], number[]] = [[], [], []];
    const rate = ({ requests, cpuSeconds }: Client): number => requests / cpuSeconds;
    for (let round = 0; round < rounds; round++) {
      const general = await runWrk(args);
      if (general) wrk.push(rate(general));
      fleet.push(rate(await runClient<Client>('poll-client.ts', args)));
      autocannon.push(rate(await runClient<Client>('autocannon-client.mjs', args)));
    }
    return { fleet, wrk: wrk.length === rounds ? wrk : null, autocannon };
  });
}

/** Of each round, of as many kept connections: what one holds in memory, and how many are made in a processor second. */
export interface MutualTlsFigures {
  readonly fleet: readonly Connected[];
  readonly bare: readonly Connected[];
}

export interface Connected {
  readonly bytesEach: number;
  readonly perCpuSecond: number;
}

/** Devices with certificates of their own, against bare sockets of `node:tls` that each have a secure context of their own. */
export async function measureMutualTls({
  connections,
  rounds,
}: {
  readonly connections: number;
  readonly rounds: number;
}): Promise<MutualTlsFigures> {
  const root = await createRoot({ name: 'measurement', trustDomain: TRUST_DOMAIN });
  const wfm = await issueSvid(root, { spiffeId: wfmId(TRUST_DOMAIN, WFM), ipAddresses: ['127.0.0.1'] });
  const credentials = await Promise.all(
    Array.from({ length: CREDENTIALS }, (_, index) =>
      issueSvid(root, { spiffeId: clientSpiffeId(TRUST_DOMAIN, WFM, `client-${index}`) }),
    ),
  );
  const measure = (program: string): Promise<Connected> =>
    served('tls-server.ts', [wfm.chainPem, wfm.keyPem, root.certificatePem], async (port) => {
      const task: HandshakeTask = { port, anchors: root.certificatePem, connections, credentials };
      const { cpuSeconds, residentBytes } = await runClient<HandshakeFigures>(program, [], task);
      return { bytesEach: residentBytes / connections, perCpuSecond: connections / cpuSeconds };
    });
  const [fleet, bare]: [Connected[], Connected[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    bare.push(await measure('bare-handshakes.ts'));
    fleet.push(await measure('fleet-handshakes.ts'));
  }
  return { fleet, bare };
}

/** In a process of its own, which ends with the measurement. */
async function served<T>(program: string, args: readonly string[], measure: (port: number) => Promise<T>): Promise<T> {
  const server = fork(join(FOLDER, program), args);
  try {
    const { port } = await said<{ readonly port: number }>(server);
    return await measure(port);
  } finally {
    server.kill();
  }
}

async function runClient<T>(program: string, args: readonly string[], task?: HandshakeTask): Promise<T> {
  const client = fork(join(FOLDER, program), args, { execArgv: ['--expose-gc'] });
  const ended = once(client, 'exit');
  if (task) client.send(task);
  const figures = await said<T>(client);
  await ended;
  return figures;
}

/** What a program of ours says, once. */
async function said<T>(child: ChildProcess): Promise<T> {
  const ended = once(child, 'exit').then(([status]) => {
    throw new Error(`MEASUREMENT_ENDED: a process ended with ${status} before it said anything; see its output`);
  });
  ended.catch(() => undefined);
  const [message] = await Promise.race([once(child, 'message'), ended]);
  return message;
}

/** Null where it is not installed. The shell tells the processor time of its children, to the hundredth of a second. */
async function runWrk([url = '', connections, seconds, etag]: readonly string[]): Promise<Client | null> {
  const command = ['wrk', '-t1', `-c${connections}`, `-d${seconds}`, '-H', `if-none-match: ${etag}`, url];
  const shell = spawn('/bin/sh', ['-c', '"$@" && times', 'sh', ...command], { stdio: ['ignore', 'pipe', 'ignore'] });
  const output = await text(shell.stdout);
  const requests = /(\d+) requests in/.exec(output)?.[1];
  if (requests === undefined) return null;
  const lastLine = output.trim().split('\n').at(-1) ?? '';
  const times = Array.from(
    lastLine.matchAll(/(\d+)m([\d.]+)s/g),
    ([, minutes, rest]) => Number(minutes) * 60 + Number(rest),
  );
  return { requests: Number(requests), cpuSeconds: times.reduce((sum, time) => sum + time, 0) };
}
