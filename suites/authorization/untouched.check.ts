import { keptDevice, keptWhere } from '../capabilities/kept.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { check } from '../harness/check.ts';
import type { TrialClient } from '../harness/client.ts';
import type { JudgeOptions, Trial } from '../harness/trial.ts';
import { about } from '../oracles/judgement.ts';
import { sameRecord } from '../oracles/kept-capabilities.ts';
import { sameStatus } from '../oracles/observation.ts';
import { acknowledged, observed, shown, statusReport } from '../status/reporting.ts';
import { bearing, tokenless } from './fields.ts';
import { payloadSigned, payloadSignedAs } from './payload-pen.ts';
import { telling, updating, worker } from './subjects.ts';
import type { Variant } from './twins.ts';

const needs = { caller: 'bearer-token' } as const;

const withoutToken = (): readonly Variant[] => [
  { how: 'without a token', authenticate: tokenless },
  { how: 'with a made-up token', authenticate: bearing(crypto.randomUUID()) },
];

const withoutSignature = (client: TrialClient): readonly Variant[] => [
  { how: 'without a signature', authenticate: payloadSignedAs(() => null) },
  {
    how: 'with the signature of another payload',
    authenticate: payloadSigned(client, { body: () => Buffer.from('{}') }),
  },
];

/** What is refused to whom, and by which rule. */
interface Rule {
  readonly requirement: 'ONB-002' | 'ONB-004';
  readonly position?: string;
  readonly variants: (client: TrialClient) => readonly Variant[];
}

const RULES = {
  token: { requirement: 'ONB-002', variants: withoutToken },
  signature: { requirement: 'ONB-004', position: 'G-83', variants: withoutSignature },
} as const satisfies Readonly<Record<string, Rule>>;

const restingOn = ({ position }: Rule): JudgeOptions => (position === undefined ? {} : { position });

/** Judges that what was sent so has not become part of the device's record, once a later status has shown. */
async function judgeDeviceUntouched(trial: Trial, rule: Rule): Promise<void> {
  const { client, workload } = await worker(trial);
  const before = await keptDevice(trial, client, client.id);
  const states = ['installing', 'installed'] as const;
  for (const [index, { how, authenticate }] of rule.variants(client).entries()) {
    trial.answer(await updating(trial, client, 'refused').send(authenticate), rule.requirement);
    const later = statusReport(workload, states[index] ?? 'pending');
    await acknowledged(trial, client, { ...later, deviceId: client.id });
    await shown(trial, client, workload, later);
    const now = await keptDevice(trial, client, client.id);
    trial.judge(rule.requirement, about(`after a report ${how}`, sameRecord(before, now)), restingOn(rule));
  }
}

/** Judges that what was sent so has not become the status of the deployment, once a later report of the device has shown. */
async function judgeStatusUntouched(trial: Trial, rule: Rule): Promise<void> {
  const own = await worker(trial);
  const { client, workload } = own;
  const report = statusReport(workload, 'installing');
  await acknowledged(trial, client, { ...report, deviceId: client.id });
  await shown(trial, client, workload, report);
  const before = await observed(trial, client, workload);
  for (const [index, { how, authenticate }] of rule.variants(client).entries()) {
    trial.answer(await telling(own, 'failed').send(authenticate), rule.requirement);
    const mark = `later ${index}`;
    await client.report(plainHost(client.id, mark));
    await keptWhere(
      trial,
      client,
      client.id,
      (record) => record?.properties['serialNumber'] === mark,
      `serial number ${mark}`,
    );
    const now = await observed(trial, client, workload);
    trial.judge(rule.requirement, about(`after a report ${how}`, sameStatus(before, now)), restingOn(rule));
  }
}

for (const [name, rule] of Object.entries(RULES)) {
  check(
    {
      id: `authorization/device-stays-without-${name}`,
      title: `What is reported of a device without a valid ${name} is not taken into its record`,
      requirements: [rule.requirement],
      needs: { ...needs, verbs: ['assign', 'devices', 'observe'] },
    },
    (trial) => judgeDeviceUntouched(trial, rule),
  );
  check(
    {
      id: `authorization/status-stays-without-${name}`,
      title: `What is reported of a deployment without a valid ${name} is not taken into its status`,
      requirements: [rule.requirement],
      needs: { ...needs, verbs: ['assign', 'devices', 'observe'] },
    },
    (trial) => judgeStatusUntouched(trial, rule),
  );
}
