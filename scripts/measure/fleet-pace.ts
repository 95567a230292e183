import { Pacer, runClock } from '../../simulator/fleet/wheel/pacer.ts';
import { TimerWheel } from '../../simulator/fleet/wheel/timer-wheel.ts';

export interface PaceFigures {
  /** Intents a second that were asked for. */
  readonly rate: number;
  /** By how much the rate that came about departs from that, as a share of it. */
  readonly rateError: number;
  /** From when an intent was meant to when it was begun, microseconds. */
  readonly lateness: { readonly p50: number; readonly p99: number; readonly max: number };
  /** Processor time, as a share of a core. */
  readonly cpu: number;
}

const DEVICES = 100_000;
const LEAD_US = 200_000;
const US_IN_S = 1_000_000;

/** How well the wheel of a slice keeps time: a hundred thousand devices that do nothing but be on time. */
export async function measureFleetPace(rate: number, seconds: number): Promise<PaceFigures> {
  const wheel = new TimerWheel(DEVICES);
  const clock = runClock(Date.now());
  const lateness = new Float64Array(rate * seconds);
  const times = new Float64Array(rate * seconds);
  let begun = 0;
  const finished = Promise.withResolvers<void>();
  for (let device = 0; device < DEVICES; device++) wheel.set(device, LEAD_US + (device * US_IN_S) / rate);
  const pacer = new Pacer(wheel, clock, (turnUs) =>
    wheel.expire(turnUs, (device, atUs) => {
      if (begun === lateness.length) finished.resolve();
      const now = clock();
      lateness[begun] = now - atUs;
      times[begun] = now;
      begun += 1;
      wheel.set(device, atUs + (DEVICES * US_IN_S) / rate);
    }),
  );
  const cpu = process.cpuUsage();
  pacer.start();
  await finished.promise;
  pacer.stop();
  const { user, system } = process.cpuUsage(cpu);
  const [first = 0, last = 0] = [times[0], times.at(-1)];
  const cameAbout = ((times.length - 1) * US_IN_S) / (last - first);
  lateness.sort();
  const at = (share: number): number => lateness[Math.floor((lateness.length - 1) * share)] ?? 0;
  return {
    rate,
    rateError: Math.abs(cameAbout / rate - 1),
    lateness: { p50: at(0.5), p99: at(0.99), max: at(1) },
    cpu: (user + system) / (last - first),
  };
}
