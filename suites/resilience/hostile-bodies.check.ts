import type { Exchange } from '../../simulator/protocol/exchange.ts';
import { stringifyJson } from '../../simulator/protocol/json.ts';
import { workloadHost } from '../harness/arbitraries/capabilities.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { HOSTILE_BODIES } from '../harness/arbitraries/hostile-bodies.ts';
import { check } from '../harness/check.ts';
import type { Trial } from '../harness/trial.ts';
import { BYSTANDER, BYSTANDER_NEEDS, bystander } from './bystander.ts';

/** How long a body may keep its sender waiting before that is worth a remark. */
const PATIENCE_MS = 3_000;

/** What comes of hostile input is the WFM's affair; a fault of its own, and silence, are worth a remark. */
function remark(trial: Trial, what: string, { outcome }: Exchange): void {
  if (outcome.kind === 'failure') {
    const { code } = outcome.failure;
    if (code === 'ABORTED' || code === 'TIMED_OUT') trial.observe(`${what}: no answer within ${PATIENCE_MS} ms`);
    return;
  }
  const { status } = outcome.response;
  if (status >= 500 && status !== 503) trial.observe(`${what} was answered with ${status}`);
}

const RESOURCES = ['capabilities', 'status'] as const;

for (const resource of RESOURCES)
  check(
    {
      id: `resilience/hostile-bodies-in-${resource}`,
      title: `Hostile bodies sent by one client to the resource of its ${resource} do other clients no harm`,
      requirements: BYSTANDER,
      needs: BYSTANDER_NEEDS,
      exclusive: true,
    },
    async (trial) => {
      const good = await bystander(trial);
      const attacker = await trial.client();
      const capabilities = trial.sample(workloadHost('device-1'));
      await attacker.report(capabilities);
      const { deploymentId } = await attacker.assign('device-1', plainDeployment('1'));
      const status = {
        deploymentId,
        adoptedManifestVersion: 1,
        status: { state: 'installed' },
        components: [{ name: 'sample', state: 'installed' }],
      };
      const valid = stringifyJson(resource === 'status' ? status : capabilities);
      const attacks = HOSTILE_BODIES.map(async ({ name, bytes, headers = {} }) => {
        const options = { headers, signal: AbortSignal.timeout(PATIENCE_MS) };
        const body = bytes(valid);
        const exchange =
          resource === 'status'
            ? await attacker.raw.reportStatus(deploymentId, body, options)
            : await attacker.raw.reportCapabilities('device-1', body, options);
        remark(trial, name, exchange);
      });
      await Promise.all([...attacks, good.unharmed()]);
      await good.unharmed();
    },
  );
