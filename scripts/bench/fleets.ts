import { measureJudgedFleet } from '../measure/fleet-judged.ts';
import { measureFleetMemory } from '../measure/fleet-memory.ts';
import { measureFleetPace } from '../measure/fleet-pace.ts';
import { type Connected, measureMutualTls, measurePolling } from '../measure/fleet-wire.ts';
import { measureJudge } from '../measure/judge.ts';
import { measureWasPace } from '../measure/was-pace.ts';
import { MEBIBYTE, median, type Row } from './row.ts';

const PACE = { rate: 10_000, seconds: 10 };
const SLEEPING = [
  { devices: 100_000, workers: 1, pollEverySeconds: 10, seconds: 10 },
  { devices: 1_000_000, workers: 2, pollEverySeconds: 60, seconds: 10 },
];
const JUDGED = { devices: 2000, arrivingSeconds: 2, seconds: 4, pollEveryMs: 500, rounds: 3 };
const POLLING = { connections: 64, seconds: 3, rounds: 3 };
const MUTUAL_TLS = { connections: 10_000, rounds: 1 };
const CLIENTS = { clients: 10_000, seconds: 20, pollEvery: 10, changedPerMinute: 0.01 };

/** What a fleet costs, and what the reference WAS bears. */
export const FLEET_ROWS: readonly Row[] = [
  {
    name: 'fleet-judge',
    async *measure() {
      const { clientBytes, ...judging } = measureJudge();
      const figures = Object.entries(judging).map(([what, us]) => `${what.replace(/Us$/, '')} ${us.toFixed(2)} µs`);
      yield `judging under load: ${figures.join(', ')}; ${Math.round(clientBytes)} bytes a client`;
    },
  },
  {
    name: 'fleet-judged',
    async *measure() {
      const { judged, unjudged } = await measureJudgedFleet(JUDGED);
      const [rate, bare] = [median(judged), median(unjudged)];
      const figures = `${Math.round(rate)} unchanged polls a processor second, ${(rate / bare).toFixed(2)} of those of none`;
      yield `fleet, all ${JUDGED.devices} devices judged: ${figures}`;
    },
  },
  {
    name: 'fleet-pace',
    async *measure() {
      const { rate, rateError, lateness, cpu } = await measureFleetPace(PACE.rate, PACE.seconds);
      const figures = [
        `rate error ${(rateError * 100).toFixed(3)} %`,
        `lateness p99 ${(lateness.p99 / 1000).toFixed(1)} ms`,
        `${cpu.toFixed(2)} of a core`,
      ];
      yield `fleet, ${rate} intents a second: ${figures.join(', ')}`;
    },
  },
  {
    name: 'fleet-memory',
    async *measure() {
      for (const fleet of SLEEPING) {
        const { devices, workers, bytesPerDevice, peakRssBytes, pollsPerSecond, errors } =
          await measureFleetMemory(fleet);
        const figures = [
          `${Math.round(bytesPerDevice)} bytes a device`,
          `peak memory ${Math.round(peakRssBytes / MEBIBYTE)} MiB`,
          `${Math.round(pollsPerSecond)} polls a second, ${errors} errors`,
        ];
        yield `fleet, ${devices} sleeping devices on ${workers} thread(s): ${figures.join(', ')}`;
      }
    },
  },
  {
    name: 'fleet-polling',
    async *measure() {
      const { fleet, wrk, autocannon } = await measurePolling(POLLING);
      const rate = median(fleet);
      const figures = Object.entries({ wrk, autocannon }).map(([peer, rates]) =>
        rates ? `${(rate / median(rates)).toFixed(2)} of ${peer}` : `${peer} is not installed`,
      );
      yield `fleet, unchanged polls: ${Math.round(rate)} a processor second, ${figures.join(', ')}`;
    },
  },
  {
    name: 'fleet-tls',
    async *measure() {
      const { fleet, bare } = await measureMutualTls(MUTUAL_TLS);
      const compared = (of: (connected: Connected) => number): readonly [number, string] => {
        const own = median(fleet.map(of));
        return [own, `${(own / median(bare.map(of))).toFixed(2)} of bare node:tls`];
      };
      const [bytes, memory] = compared(({ bytesEach }) => bytesEach);
      const [rate, speed] = compared(({ perCpuSecond }) => perCpuSecond);
      const figures = [
        `${(bytes / 1024).toFixed(1)} KiB each, ${memory}`,
        `${Math.round(rate)} handshakes a processor second, ${speed}`,
      ];
      yield `fleet, ${MUTUAL_TLS.connections} kept connections of mutual TLS: ${figures.join('; ')}`;
    },
  },
  {
    name: 'was-pace',
    async *measure() {
      const { responseMs, cores, residentBytes } = await measureWasPace(CLIENTS);
      const figures = [
        ...(['p50', 'p99', 'max'] as const).map((name) => `${name} ${responseMs[name].toFixed(1)} ms`),
        `${cores.toFixed(2)} of a core`,
        `${Math.round(residentBytes / MEBIBYTE)} MiB`,
      ];
      yield `reference WAS, ${CLIENTS.clients} devices that poll every ${CLIENTS.pollEvery} s: ${figures.join(', ')}`;
    },
  },
];
