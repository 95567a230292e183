import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Counter, Gauge, type OpenMetricsContentType, Registry } from 'prom-client';
import { ConfigurationError, messageOf } from '../../../suites/harness/failure.ts';
import type { Latest } from './latest.ts';
import { MEASURES, type Measure } from './measures.ts';

export interface MetricsEndpoint extends AsyncDisposable {
  readonly url: string;
}

export interface Listening {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

type Metrics = Registry<OpenMetricsContentType>;

/** Serves the run as OpenMetrics at `/metrics`. @throws ConfigurationError FLEET_METRICS_PORT */
export async function openMetrics(latest: Latest, { host, port }: Listening): Promise<MetricsEndpoint> {
  const registry: Metrics = new Registry();
  registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
  for (const measure of MEASURES) register(measure, latest, registry);
  const server = createServer((request, response) => {
    if (request.method === 'GET' && request.url === '/metrics') void answer(registry, response);
    else response.writeHead(404, { 'content-type': 'text/plain' }).end('the measures are at /metrics\n');
  });
  try {
    server.listen(port, host);
    await once(server, 'listening');
  } catch (cause) {
    throw new ConfigurationError(
      'FLEET_METRICS_PORT',
      `${host}:${port} cannot be listened on (${messageOf(cause)}); name another with --open-metrics`,
      { cause },
    );
  }
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${portOf(server.address())}/metrics`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(registry: Metrics, response: ServerResponse): Promise<void> {
  const body = await registry.metrics();
  response.writeHead(200, { 'content-type': registry.contentType }).end(body);
}

/** What is measured is known as sums since the start, so that each reading puts them in place of the ones before. */
function register(measure: Measure, latest: Latest, registry: Metrics): void {
  const { kind, labels, help, unit } = measure;
  const name = `${measure.name.replaceAll('.', '_')}${unit === 's' ? '_seconds' : ''}`;
  const configuration = { help, labelNames: labels, registers: [registry] };
  if (kind === 'counter')
    new Counter({
      ...configuration,
      name: `${name}_total`,
      collect() {
        this.reset();
        for (const sample of latest.samples(measure)) this.inc(sample.labels, sample.value);
      },
    });
  else
    new Gauge({
      ...configuration,
      name,
      collect() {
        this.reset();
        for (const sample of latest.samples(measure)) this.set(sample.labels, sample.value);
      },
    });
}

const portOf = (address: string | AddressInfo | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;
