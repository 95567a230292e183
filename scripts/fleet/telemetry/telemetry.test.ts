import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { SliceProgress } from '../../../simulator/fleet/shard/slice-options.ts';
import { Latest } from './latest.ts';
import { openMetrics } from './open-metrics.ts';
import { otlpSender } from './otlp.ts';

const PROGRESS: SliceProgress = {
  at: 15_000_000,
  states: { waiting: 200, arriving: 3, idle: 950, working: 40, 'backing-off': 7, off: 0 },
  arrived: 997,
  arrivalsPlanned: 1000,
  operations: { poll: { count: 100, service: '', outcomes: { '304': 88, '503': 7, TIMED_OUT: 5 }, errors: 12 } },
  polls: { count: 100, response: 'polls' },
  generator: {
    ...{ intended: 1, begun: 1, held: 0, dropped: 2, lateness: 'lateness', loopDelay: '', cpuMs: 1 },
    peakRssBytes: {},
  },
  incidents: [],
  judged: 4000,
  violations: 1,
};

const latest = (progress: SliceProgress | null = PROGRESS): Latest => {
  const told = new Latest((encoded) =>
    encoded === 'polls' ? { p50: 850, p90: 4_210, p99: 51_000, max: 1_250_000 } : null,
  );
  if (progress) told.tell(progress);
  return told;
};

describe('OpenMetrics', () => {
  it('has the state of the run, each time it is asked', async () => {
    const told = latest();
    await using endpoint = await openMetrics(told, { host: '127.0.0.1', port: 0 });
    const answer = await fetch(endpoint.url);
    expect(answer.headers.get('content-type')).toMatch(/^application\/openmetrics-text; version=1\.0\.0/);
    const lines = (await answer.text()).split('\n');
    expect(lines).toEqual(
      expect.arrayContaining([
        '# TYPE waspect_fleet_requests counter',
        'waspect_fleet_requests_total{operation="poll",outcome="304"} 88',
        'waspect_fleet_request_errors_total{operation="poll"} 12',
        'waspect_fleet_poll_response_seconds{quantile="0.99"} 0.051',
        'waspect_fleet_devices{state="backing-off"} 7',
        'waspect_fleet_dropped_total 2',
        'waspect_fleet_violations_total 1',
      ]),
    );
    expect(lines.filter((line) => line !== '').at(-1)).toBe('# EOF');
    told.tell({ ...PROGRESS, violations: 3 });
    expect(await (await fetch(endpoint.url)).text()).toContain('waspect_fleet_violations_total 3');
  });

  it('has nothing to say before the run has started, and nothing elsewhere', async () => {
    await using endpoint = await openMetrics(latest(null), { host: '127.0.0.1', port: 0 });
    expect(await (await fetch(endpoint.url)).text()).not.toContain('{');
    expect((await fetch(new URL('/', endpoint.url))).status).toBe(404);
  });

  it('says when its port is taken', async () => {
    await using endpoint = await openMetrics(latest(), { host: '127.0.0.1', port: 0 });
    const taken = { host: '127.0.0.1', port: Number(new URL(endpoint.url).port) };
    await expect(openMetrics(latest(), taken)).rejects.toThrow(/FLEET_METRICS_PORT: .*EADDRINUSE/);
  });
});

describe('OTLP', () => {
  async function collector(status: number): Promise<{ url: string; received: unknown[] }> {
    const received: unknown[] = [];
    const server = createServer(async (request, response) => {
      received.push(await json(request));
      response.writeHead(status, { 'content-type': 'application/json' }).end('{}');
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const address = server.address() as AddressInfo;
    return { url: `http://127.0.0.1:${address.port}/v1/metrics`, received };
  }

  it('gets the last word at the end', async () => {
    const { url, received } = await collector(200);
    expect(await otlpSender(latest(), url).end()).toBeUndefined();
    const text = JSON.stringify(received.at(-1));
    expect(text).toContain('"name":"waspect.fleet.requests"');
    expect(text).toContain('{"key":"outcome","value":{"stringValue":"TIMED_OUT"}}');
    expect(text).toContain('"asDouble":0.051');
  });

  it('that refuses is no fault of the run', async () => {
    const { url } = await collector(400);
    await expect(otlpSender(latest(), url).end()).resolves.toMatch(/^OTLP_UNREACHABLE: http/);
  });
});
