import type { Listening } from '../../cli/network-options.ts';
import type { Latest } from './latest.ts';

export interface TelemetryWish {
  readonly openMetrics: Listening | null;
  readonly otlp: string | null;
}

/** Tells whoever wants to hear of a run, until it is disposed of. The libraries are loaded where somebody does. */
export async function telemetry(
  latest: Latest,
  { openMetrics: listening, otlp }: TelemetryWish,
  say: (text: string) => void,
): Promise<AsyncDisposable> {
  const endpoint = listening && (await (await import('./open-metrics.ts')).openMetrics(latest, listening));
  if (endpoint) say(`measures: ${endpoint.url}`);
  const sender = otlp === null ? null : (await import('./otlp.ts')).otlpSender(latest, otlp);
  return {
    [Symbol.asyncDispose]: async () => {
      const failure = await sender?.end();
      if (failure !== undefined) say(failure);
      await endpoint?.[Symbol.asyncDispose]();
    },
  };
}
