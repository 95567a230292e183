import { createHash } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { ExchangeJudge, JudgedExchange, Operation } from '../../simulator/fleet/judging/judge.ts';
import type { HeaderList } from '../../simulator/protocol/exchange.ts';
import { MANIFEST } from '../../simulator/protocol/media-types.ts';
import { rc3 } from '../../simulator/protocol/rc3/revision.ts';
import { underLoadJudge } from '../../suites/under-load/judge.ts';

/** Processor time of one judgement, user and system, in microseconds; and bytes of a client without deployments. */
export interface JudgeFigures {
  /** Unchanged, by its bytes; and as an exchange. */
  readonly passedUs: number;
  readonly unchangedUs: number;
  readonly manifestUs: number;
  readonly statusUs: number;
  readonly overloadUs: number;
  readonly clientBytes: number;
}

const CLIENTS = 10_000;
const MEMORY_CLIENTS = 100_000;

interface Client {
  readonly device: number;
  readonly etag: string;
  readonly body: Buffer;
  readonly request: Buffer;
  readonly response: Buffer;
}

const idOf = (device: number): string => `00000000-0000-4000-8000-${String(device).padStart(12, '0')}`;

const digestOf = (bytes: string | Buffer): string => `sha256:${createHash('sha256').update(bytes).digest('hex')}`;

function manifestOf(device: number, version: number): Buffer {
  const [id, digest, bundle] = [idOf(device), digestOf(`${device}`), digestOf(`bundle ${device}`)];
  return Buffer.from(
    JSON.stringify({
      bundle: {
        digest: bundle,
        mediaType: 'application/vnd.margo.bundle.v1+tar+gzip',
        sizeBytes: 812,
        url: `/api/v1/bundles/${bundle}`,
      },
      deployments: [{ deploymentId: id, digest, sizeBytes: 700, url: `/api/v1/deployments/${id}/${digest}` }],
      manifestVersion: version,
    }),
  );
}

function client(device: number): Client {
  const body = manifestOf(device, 1);
  const etag = `"${digestOf(body)}"`;
  const request = `GET /api/v1/deployments HTTP/1.1\r\nhost: wfm.example:8443\r\naccept: ${MANIFEST}\r\nif-none-match: ${etag}\r\n\r\n`;
  const head = `HTTP/1.1 304 Not Modified\r\nETag: ${etag}\r\nCache-Control: private, no-cache\r\nDate: ${new Date(device * 1000).toUTCString()}\r\nConnection: keep-alive\r\nKeep-Alive: timeout=60\r\n\r\n`;
  return { device, etag, body, request: Buffer.from(request), response: Buffer.from(head) };
}

const fields = (etag: string): HeaderList => [
  ['Content-Type', MANIFEST],
  ['ETag', etag],
  ['Cache-Control', 'private, no-cache'],
  ['Date', 'Thu, 01 Jan 2026 00:00:00 GMT'],
  ['Connection', 'keep-alive'],
];

interface Answer {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body?: Buffer;
}

function exchange(
  device: number,
  operation: Operation,
  path: string,
  sent: HeaderList,
  answer: Answer,
): JudgedExchange {
  const { status, headers, body = Buffer.alloc(0) } = answer;
  return {
    device,
    clientId: `client-${device}`,
    revision: '1.0.0-rc.3',
    operation,
    isProper: true,
    exchange: {
      actor: `client-${device}`,
      origin: 'https://wfm.example:8443',
      request: { method: operation === 'status' ? 'POST' : 'GET', path, headers: sent, body: null },
      startedAt: 1_767_225_600_000,
      durationMs: 1,
      outcome: { kind: 'response', response: { status, statusText: '', headers, body } },
    },
  };
}

const POLL = '/api/v1/deployments';

const manifestAnswer = (device: number, version: number): JudgedExchange => {
  const body = manifestOf(device, version);
  return exchange(device, 'poll', POLL, [], { status: 200, headers: fields(`"${digestOf(body)}"`), body });
};

/** Microseconds of processor time of each, after a round that nobody counts; nothing may be found wrong. */
function microsecondsEach<Item>(items: readonly Item[], rounds: number, judge: (item: Item) => boolean): number {
  const round = (): void => {
    for (const item of items) if (!judge(item)) throw new Error('MEASURE_JUDGE: something was found wrong');
  };
  round();
  const before = process.cpuUsage();
  for (let count = 0; count < rounds; count += 1) round();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (rounds * items.length);
}

const isSound = (judge: ExchangeJudge) => (judged: JudgedExchange) => judge.judge(judged).length === 0;

/** What judging costs, on exchanges that are made beforehand. */
export function measureJudge(): JudgeFigures {
  const judge = underLoadJudge({ revisions: [rc3], nonce: 'bench' });
  const clients = Array.from({ length: CLIENTS }, (_, device) => client(device));
  for (const { device } of clients) judge.judge(manifestAnswer(device, 1));
  const passedUs = microsecondsEach(clients, 20, ({ device, request, response }) =>
    judge.passes({ device, revision: '1.0.0-rc.3', request, response }),
  );
  const unchanged = clients.map(({ device, etag }) =>
    exchange(device, 'poll', POLL, [['if-none-match', etag]], { status: 304, headers: fields(etag) }),
  );
  const unchangedUs = microsecondsEach(unchanged, 10, isSound(judge));
  const manifests = clients.map(({ device }) => manifestAnswer(device, 1));
  const manifestUs = microsecondsEach(manifests, 1, isSound(judge));
  const reports = clients.map(({ device }) =>
    exchange(device, 'status', `${POLL}/${idOf(device)}/status`, [], { status: 200, headers: [] }),
  );
  // The first report of each is one that is created: said to have been so here.
  for (const { device } of clients)
    judge.judge(exchange(device, 'status', `${POLL}/${idOf(device)}/status`, [], { status: 201, headers: [] }));
  const statusUs = microsecondsEach(reports, 5, isSound(judge));
  const overloadUs = microsecondsEach(clients.map(overloaded), 2, isSound(judge));
  return { passedUs, unchangedUs, manifestUs, statusUs, overloadUs, clientBytes: bytesOfClient() };
}

function overloaded({ device }: Client): JudgedExchange {
  const problem = { type: 'about:blank', title: 'Too Many Requests', status: 429 };
  const body = Buffer.from(JSON.stringify({ ...problem, retryable: true, backoffStrategy: 'exponential' }));
  const headers: HeaderList = [
    ['Content-Type', 'application/problem+json'],
    ['Retry-After', '2'],
  ];
  return exchange(device, 'poll', POLL, [], { status: 429, headers, body });
}

/** What the judge keeps of a client that has reported and read an empty manifest. */
function bytesOfClient(): number {
  const body = Buffer.from('{"bundle":null,"deployments":[],"manifestVersion":1}');
  const headers = fields(`"${digestOf(body)}"`);
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  const heap = (): number => {
    if (typeof collect === 'function') collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const judge = underLoadJudge({ revisions: [rc3], nonce: 'bench' });
  const before = heap();
  for (let device = 0; device < MEMORY_CLIENTS; device += 1) {
    judge.judge(exchange(device, 'poll', POLL, [], { status: 200, headers, body }));
    judge.judge(exchange(device, 'report', `/api/v1/capabilities/box-${device}`, [], { status: 201, headers: [] }));
  }
  const bytes = (heap() - before) / MEMORY_CLIENTS;
  judge.forget(0);
  return bytes;
}
