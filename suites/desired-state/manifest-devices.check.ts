import { isJsonObject, type JsonObject } from '../../simulator/protocol/json.ts';
import { gatewayCapabilities, workloadHost } from '../harness/arbitraries/capabilities.ts';
import { check } from '../harness/check.ts';
import { setUpResponse, type TrialClient } from '../harness/client.ts';
import type { Trial } from '../harness/trial.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { decodedBody } from '../oracles/content-coding.ts';
import { listsExactly } from '../oracles/desired-set.ts';
import { judgeThat } from '../oracles/judgement.ts';
import type { ReceivedDeployment } from '../oracles/manifest.ts';
import { listedIds } from '../oracles/manifest-document.ts';
import { readYaml } from '../oracles/yaml-document.ts';
import { asModel } from './deployment-judging.ts';
import { clientWith, order, untilListed } from './desired-clients.ts';
import { whileCurrent } from './while-current.ts';

/** The document behind an entry of the manifest, at its path or else at its url; that it is there is another check's subject. */
async function documentOf(
  { session }: Trial,
  client: TrialClient,
  { deploymentId, digest, url }: ReceivedDeployment,
): Promise<JsonObject> {
  const byPath = setUpResponse(await client.api.fetchDeployment(deploymentId, digest), 'fetching a deployment');
  const response =
    byPath.status === 404 && url.startsWith('/')
      ? setUpResponse(await client.api.fetchReference(url), 'fetching a deployment')
      : byPath;
  const decoded = decodedBody(response);
  const read = response.status === 200 && 'bytes' in decoded ? readYaml(decoded.bytes) : undefined;
  if (read && 'value' in read && isJsonObject(read.value)) return asModel(session.revision, read.value);
  throw new NotEvaluated(`deployment ${deploymentId} could not be fetched as YAML: status ${response.status}`);
}

check(
  {
    id: 'desired-state/manifest-ids-are-those-of-the-documents',
    title: 'The deploymentId of each entry is the id at the top of its YAML',
    requirements: ['DSM-014'],
    needs: { verbs: ['assign'] },
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1', 'edge-2');
    const ids = await order(trial, client, 'edge-1', 'edge-2', 'edge-1');
    await untilListed(trial, client, ids);
    await whileCurrent(client, await client.manifest(), async ({ deployments }) => {
      for (const entry of deployments) {
        const { id } = await documentOf(trial, client, entry);
        trial.judge(
          'DSM-014',
          judgeThat(id === entry.deploymentId, `id ${entry.deploymentId} in the YAML`, `id ${JSON.stringify(id)}`),
        );
      }
    });
  },
);

check(
  {
    id: 'desired-state/manifest-covers-gateway-and-children',
    title: 'One manifest covers a gateway, its children and a further device; each YAML names the device it is for',
    // A manifest for a part of the devices is not the whole desired state either.
    requirements: ['GWY-008', 'DSM-001'],
    needs: { verbs: ['assign'], feature: 'gateways' },
  },
  async (trial) => {
    const client = await clientWith(trial, 'edge-1');
    await client.report(trial.sample(gatewayCapabilities('gateway-1')));
    const children = ['gateway-1/child-1', 'gateway-1/child-2'];
    for (const child of children) await client.report(trial.sample(workloadHost(child)));
    const targets = ['edge-1', ...children];
    const ids = await order(trial, client, ...targets);
    for (const requirement of ['GWY-008', 'DSM-001'])
      await trial.judgeEventually(requirement, async () =>
        listsExactly(listedIds((await client.manifest()).document), ids),
      );
    await whileCurrent(client, await client.manifest(), async ({ deployments }) => {
      for (const entry of deployments) {
        const { metadata } = await documentOf(trial, client, entry);
        const named = isJsonObject(metadata) ? metadata['deviceId'] : undefined;
        const target = targets[ids.findIndex((id) => id.toLowerCase() === entry.deploymentId.toLowerCase())];
        trial.judge(
          'GWY-008',
          judgeThat(named === target, `metadata.deviceId ${target}`, `metadata.deviceId ${JSON.stringify(named)}`),
        );
      }
    });
  },
);
