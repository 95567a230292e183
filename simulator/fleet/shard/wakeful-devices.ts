import { Answers } from '../devices/answers.ts';
import { Asleep } from '../devices/asleep.ts';
import { Exchanges, type WireLine } from '../devices/exchanges.ts';
import { FleetDevices } from '../devices/fleet-devices.ts';
import { Gate } from '../devices/gate.ts';
import { OwnTime } from '../devices/own-time.ts';
import type { Party } from '../devices/party.ts';
import { pauses } from '../devices/pauses.ts';
import { Rows } from '../devices/rows.ts';
import { Waking } from '../devices/waking.ts';
import type { SliceRecorder } from '../metrics/recorder.ts';
import { sampled } from '../operator/sample.ts';
import { createDeviceMaker } from '../roster/device-of.ts';
import type { RunClock } from '../wheel/pacer.ts';
import type { Connectors } from './connectors.ts';
import type { Sleepers } from './sleepers.ts';
import type { SliceOptions } from './slice-options.ts';
import { adoptionsIn, enrolmentIn, reportIn } from './telling.ts';

export interface WakefulOptions extends SliceOptions {
  readonly sleepers: Sleepers;
  readonly parties: readonly Party[];
  readonly recorder: SliceRecorder;
  readonly clock: RunClock;
  readonly connectors: Connectors;
  readonly isJudged: (device: number) => boolean;
  readonly wire: ((line: WireLine) => void) | null;
}

/** The devices of a slice, with all that they need to do something. */
export function wakefulDevices(options: WakefulOptions): FleetDevices {
  const { plan, profiles, slice, judge, sleepers, parties, recorder, clock, wire, connectors, isJudged } = options;
  const { policy } = plan.connections;
  const { size, courses, population, stages, wheel } = sleepers;
  const exchanges = new Exchanges({ recorder, clock, judge, isJudged, log: wire });
  const isObserved = sampled(plan.seed, 'observed', plan.operator?.observed ?? 0);
  const gate = new Gate(plan.bounds, slice);
  const rows = new Rows({
    ...{ courses, population, stages, parties, recorder, clock },
    keepsConnections: policy === 'keep-alive' || policy === 'resume',
    connect: connectors.connect,
  });
  const answers = new Answers({ exchanges, recorder, clock, polls: population.polls });
  const ownTime = new OwnTime(population.polls, clock);
  const { seed } = plan;
  const waking = new Waking({
    ...{ seed, rows, courses, population, stages, exchanges, answers, gate, ownTime },
    makeDevice: createDeviceMaker(plan, profiles, (device) => options.identities.clientId(device)),
    cloneFolder: connectors.cloneFolder,
    onSaved: (device, state, former) => {
      adoptionsIn(device, state, former, clock()).forEach(options.onAdopted);
      const enrolled = enrolmentIn(device, state, former);
      if (enrolled) options.onEnrolled(enrolled);
    },
    onReported: (device, state) => {
      const report = isObserved(device) ? reportIn(device, state, clock()) : null;
      if (report) options.onReported(report);
    },
  });
  return new FleetDevices({
    asleep: new Asleep({ rows, population, stages, answers }),
    ...{ population, stages, rows, answers, waking, ownTime, recorder, gate, clock },
    pause: pauses({ seed, courses, population, stages }),
    openConnections: connectors.openConnections,
    imposeNetwork: connectors.imposeNetwork,
    wakeAt: (row, atUs) => wheel.set(size + row, atUs),
    forget: (row) => judge?.forget(courses.deviceOf(row)),
  });
}
