// A process with a slice whose devices arrive and then poll; prints what its polls took as JSON.
import { join } from 'node:path';
import { argv, stdout } from 'node:process';
import { loadProfiles } from '../../../simulator/device/profiles/load-profiles.ts';
import { openIdentities } from '../../../simulator/fleet/identities/open-identities.ts';
import { prepareIdentities } from '../../../simulator/fleet/identities/prepare-identities.ts';
import { loadLifeCycles } from '../../../simulator/fleet/life-cycles/load-life-cycles.ts';
import { loadPlan } from '../../../simulator/fleet/plan/load-plan.ts';
import { runSlice } from '../../../simulator/fleet/shard/run-slice.ts';
import type { SliceProgress } from '../../../simulator/fleet/shard/slice-options.ts';
import { createRoot } from '../../../simulator/pki/authority.ts';
import { rc3 } from '../../../simulator/protocol/rc3/revision.ts';
import { underLoadJudge } from '../../../suites/under-load/judge.ts';

export interface PollingSlice {
  readonly devices: number;
  /** From the first arrival to the last, and as long again before anything is measured. */
  readonly arrivingSeconds: number;
  /** Of polling. */
  readonly seconds: number;
  readonly pollEveryMs: number;
  /** Share of the devices. */
  readonly judged: 0 | 1;
  /** Of an unchanging WFM on the loopback address. */
  readonly port: number;
}

export interface PollingSliceFigures {
  readonly polls: number;
  /** Of the thread of the slice, user and system. */
  readonly cpuSeconds: number;
  readonly errors: number;
  readonly judged: number;
  readonly violations: number;
}

const FIXTURES = join(import.meta.dirname, '../../../fixtures');
const US_IN_S = 1_000_000;

const { devices, arrivingSeconds, seconds, pollEveryMs, judged, port }: PollingSlice = JSON.parse(argv[2] ?? '');
const profiles = await loadProfiles(join(FIXTURES, 'profiles'));
const lifeCycles = await loadLifeCycles(join(FIXTURES, 'fleets/life-cycles'));
const set = [
  `devices=${devices}`,
  `duration=${2 * arrivingSeconds + seconds}s`,
  `polling.every=${pollEveryMs}ms`,
  `arrivals.ramp=${arrivingSeconds}s`,
  `judged=${judged * 100}%`,
];
const revision = '1.0.0-rc.3';
const plan = await loadPlan(join(FIXTURES, 'fleets/hundred-thousand.yaml'), { set, profiles, lifeCycles, revision });
const issuer = await createRoot({ name: 'measurement' });
const realm = { trustDomain: 'factory.example', wfmId: 'wfm-1' };
const until = Date.now() + 3_600_000;
const pack = await prepareIdentities({
  ...{ issuer, realm, devices, until, keyCache: null },
  ...{ name: 'polling', nonce: 'bench' },
});

interface Mark {
  readonly cpuUs: number;
  readonly polls: number;
}
let first: Mark | undefined;
let last: Mark | undefined;
const mark = ({ at, operations }: SliceProgress): void => {
  if (at < 2 * arrivingSeconds * US_IN_S) return;
  const { user, system } = process.threadCpuUsage();
  last = { cpuUs: user + system, polls: operations.poll?.count ?? 0 };
  first ??= last;
};
const report = await runSlice({
  ...{ plan, profiles, slice: { index: 0, of: 1 } },
  targets: [
    {
      ...{ revision: '1.0.0-rc.3', dialect: {}, anchors: '', comparesHostName: false, enrolment: null },
      endpoint: `http://127.0.0.1:${port}`,
    },
  ],
  identities: await openIdentities(pack.buffer, null),
  judge: judged ? underLoadJudge({ revisions: [rc3], nonce: 'bench' }) : null,
  startAt: async () => Date.now(),
  logFolder: null,
  onProgress: mark,
  onAdopted: () => undefined,
  onEnrolled: () => undefined,
  onReported: () => undefined,
  signal: new AbortController().signal,
});
const figures: PollingSliceFigures = {
  polls: (last?.polls ?? 0) - (first?.polls ?? 0),
  cpuSeconds: ((last?.cpuUs ?? 0) - (first?.cpuUs ?? 0)) / US_IN_S,
  errors: Object.values(report.operations).reduce((sum, { errors }) => sum + errors, 0),
  judged: report.judged,
  violations: report.violations.length,
};
stdout.write(JSON.stringify(figures));
