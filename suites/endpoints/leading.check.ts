import { jsonBytes } from '../../simulator/protocol/json.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import type { Trial } from '../harness/trial.ts';
import { OwnFault } from '../harness/verdict.ts';
import { broken } from '../oracles/judgement.ts';
import { placeOf } from '../oracles/leads-elsewhere.ts';
import { statusReport } from '../status/reporting.ts';
import { live, newDevice, type Subject } from './device-life.ts';
import { judgeLeads, living, urlOf } from './leads.ts';
import { APART, nameOf, otherEndpoints } from './other-endpoints.ts';
import { type Resident, requireServed, resident } from './residents.ts';
import { keepingWhatWasSeen } from './seen.ts';

check(
  {
    id: 'endpoints/nothing-leads-to-another-endpoint',
    title:
      'Nothing that an endpoint hands a client names another one: neither redirects, nor artifacts, nor onboarding',
    requirements: [APART],
    needs: { otherEndpoint: true, verbs: ['admit', 'assign'] },
  },
  keepingWhatWasSeen(async (trial) => {
    const natives = await nativesOf(trial);
    const { length } = trial.transcript;
    await living(use(trial), () =>
      judgeLeads(
        trial,
        trial.transcript.entries.slice(length).flatMap((entry) => (entry.kind === 'exchange' ? [entry.exchange] : [])),
      ),
    );
    for (const native of natives) await requireServed(native);
  }),
);

/** A client at each of the other endpoints, all of which are there and serve. */
async function nativesOf(trial: Trial): Promise<readonly Resident[]> {
  const others = await otherEndpoints(trial);
  return Promise.all(others.map((there) => resident(there)));
}

/** Every request that a client makes in its life. */
async function use(trial: Trial): Promise<void> {
  const { client, device } = await resident(trial);
  const first = await client.assign(device, plainDeployment('1'));
  const second = await client.assign(device, plainDeployment('2'));
  for (const workload of [first, second]) {
    const { deploymentId } = workload;
    const report = statusReport(workload, 'installed', { deviceId: device });
    await client.api.reportStatus(deploymentId, jsonBytes(report));
    if (trial.session.revision.traits.desiredState !== 'manifest') continue;
    await client.api.fetchDeployment(deploymentId, workload.digest);
    const { bundle } = workload.manifest;
    if (bundle) await client.api.fetchBundle(bundle.digest);
  }
  await client.withdraw(first);
}

check(
  {
    id: 'endpoints/device-keeps-to-its-endpoint',
    title: 'A device that reports, deploys, changes and removes a workload is nowhere led to another endpoint',
    requirements: [APART],
    needs: { otherEndpoint: true, verbs: ['admit', 'assign', 'update', 'withdraw'] },
  },
  keepingWhatWasSeen(async (trial) => {
    const natives = await nativesOf(trial);
    const subject = await newDevice(trial);
    try {
      await living(live(subject), () => judgeContacts(trial, subject));
    } finally {
      await subject.device.stop();
    }
    for (const native of natives) await requireServed(native);
  }),
);

/** A place that the WFM itself has handed out is the WFM's choice; any other would be our own device's. */
function judgeContacts(trial: Trial, { exchanges, device }: Subject): void {
  const { endpoint, sharing, separate } = trial.session.target;
  const places = [endpoint, ...sharing, ...separate];
  const handedOut = device.events().flatMap((event) => (event.kind === 'enrolled' ? event.origins : []));
  for (const exchange of exchanges) {
    const url = urlOf(exchange);
    const place = placeOf(url, places);
    if (place === undefined || place === endpoint) continue;
    if (!handedOut.includes(url.origin))
      throw new OwnFault(`DEVICE_AT_FAULT: a device of ${endpoint.name} asked ${url.href}, which is at ${place.name}`);
    if (separate.includes(place))
      trial.judge(
        APART,
        broken(`that a device of ${nameOf(trial)} is led nowhere else`, `${url.href}, which is at ${place.name}`),
      );
  }
  judgeLeads(trial, exchanges);
}
