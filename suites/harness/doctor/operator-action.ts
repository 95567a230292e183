import { randomUUID } from 'node:crypto';
import type { WireResponse } from '../../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../../simulator/protocol/json.ts';
import type { ManagementClient } from '../../../simulator/protocol/revision.ts';
import { broken, HOLDS } from '../../oracles/judgement.ts';
import { plainDeployment } from '../arbitraries/deployments.ts';
import type { ControlClient } from '../control/contract.ts';
import type { Operator } from '../control/operator.ts';
import type { Target } from '../target/target.ts';
import { eventually } from '../waiting.ts';
import { error, type Finding } from './finding.ts';

const DEVICE = 'doctor';

const CAPABILITIES = {
  properties: {
    id: DEVICE,
    vendor: 'waspect',
    modelNumber: 'doctor',
    serialNumber: '0',
    cpus: [{ cores: 2, architecture: 'amd64' }],
    memory: '4 Gi',
    storage: '32 Gi',
    peripherals: [],
    interfaces: [{ type: 'ethernet' }],
    otelCollector: true,
    supportedRuntimes: ['oci'],
    supportedDeploymentTypes: ['helm', 'compose'],
  },
} as const;

/** Whether an operator action shows on the wire, and how long that takes in milliseconds. What shows is not judged here. */
export async function operatorAction(
  target: Target,
  operator: Operator,
  client: ControlClient,
  api: ManagementClient,
): Promise<{ readonly latencyMs: number } | { readonly finding: Finding }> {
  await api.reportCapabilities(DEVICE, jsonBytes(CAPABILITIES));
  const before = await body(api);
  const deploymentId = await operator.assign(client, DEVICE, plainDeployment('doctor'), randomUUID());
  const start = performance.now();
  const shown = await eventually(target.timeouts.settle, async () =>
    (await body(api)) === before ? broken('another desired state', 'the same') : HOLDS,
  );
  const latencyMs = performance.now() - start;
  if (operator.description.supports.has('withdraw')) await operator.withdraw(client, deploymentId);
  if (shown.ok) return { latencyMs };
  return {
    finding: error(
      'ACTION_NEVER_SHOWS',
      `assign answered ${deploymentId}, but the client's desired state did not change within ${target.timeouts.settle} ms; ` +
        'does the control hook act on this endpoint, or is timeouts.settle too short?',
    ),
  };
}

/** The body as text, so that any change shows; undefined where there is no answer. */
async function body(api: ManagementClient): Promise<string | undefined> {
  const { outcome } = await api.readDesiredState();
  return outcome.kind === 'response' ? text(outcome.response) : undefined;
}

const text = (response: WireResponse): string => Buffer.from(response.body).toString('latin1');
