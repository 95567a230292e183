import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { messageOf } from '../../../suites/harness/failure.ts';
import { VERSION } from '../../cli/version.ts';
import type { Latest } from './latest.ts';
import { MEASURES } from './measures.ts';

const EVERY_MS = 5_000;
const TIMEOUT_MS = 3_000;

export interface OtlpSender {
  /** Sends the last word and ends; answers what went wrong, which is no fault of the run. */
  end(): Promise<string | undefined>;
}

/** Sends the run to an OTLP collector (metrics over HTTP), `http://127.0.0.1:4318/v1/metrics`, every few seconds. */
export function otlpSender(latest: Latest, url: string): OtlpSender {
  const exporter = new Telling({ url, timeoutMillis: TIMEOUT_MS });
  const reader = new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: EVERY_MS,
    exportTimeoutMillis: TIMEOUT_MS,
  });
  const provider = new MeterProvider({ readers: [reader] });
  const meter = provider.getMeter('waspect', VERSION);
  for (const measure of MEASURES) {
    const { name, help, unit, kind } = measure;
    const options = { description: help, unit };
    const instrument =
      kind === 'counter' ? meter.createObservableCounter(name, options) : meter.createObservableGauge(name, options);
    instrument.addCallback((result) => {
      for (const { value, labels } of latest.samples(measure)) result.observe(value, labels);
    });
  }
  return {
    end: async () => {
      const thrown = await provider.shutdown({ timeoutMillis: TIMEOUT_MS }).catch((error: unknown) => error);
      const failure = thrown ?? exporter.failure;
      return failure && `OTLP_UNREACHABLE: ${url}: ${messageOf(failure)}; the last measures were not sent`;
    },
  };
}

/** The library keeps a failure to itself. */
class Telling extends OTLPMetricExporter {
  /** Of the last word that was sent. */
  failure: Error | undefined;

  override export(...[metrics, done]: Parameters<OTLPMetricExporter['export']>): void {
    super.export(metrics, (result) => {
      this.failure = result.code === 0 ? undefined : (result.error ?? new Error('the collector took nothing'));
      done(result);
    });
  }
}
