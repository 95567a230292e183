import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ArtifactSource } from '../../../simulator/device/artifacts/artifact-source.ts';
import {
  type ClosableArtifactSource,
  createArtifactSource,
} from '../../../simulator/device/artifacts/create-artifact-source.ts';
import { filePins } from '../../../simulator/device/artifacts/pins/file-pins.ts';
import { policyOf } from '../../../simulator/device/artifacts/policy/read-policy.ts';
import { plantInArtifacts } from '../../../simulator/device/defects/index.ts';
import { parseHost } from '../../../simulator/oci/reference.ts';
import { packChart } from '../../../simulator/packages/pack-chart.ts';
import { publish } from '../../../simulator/packages/publish.ts';
import type { Registry } from '../../../simulator/registry/registry.ts';
import { startRegistry } from '../../../simulator/registry/start-registry.ts';
import type { PlantedFaults } from '../../harness/settings.ts';
import { CHARTS, REVISIONS } from '../commands/workloads.ts';
import { behaviourOf } from '../site/behaviour.ts';
import { packApplication } from './compose-application.ts';

/** Where the charts of a sequence come from: a registry of its own that can go away, and each device's way to it. */
export interface Depot extends AsyncDisposable {
  /** `oci://…` of a chart. */
  repositoryOf(chart: string): string;
  /** `oci://…` of the Compose application that behaves as the chart of that name does. */
  applicationOf(chart: string): string;
  /** As a device gets it: with its own pins and its own cache, kept from one of its lives to the next. */
  sourceFor(deviceId: string): ArtifactSource;
  goDown(): Promise<void>;
  comeBack(): Promise<void>;
}

const FIXTURES: string = fileURLToPath(new URL('../../../fixtures/', import.meta.url));

/** A registry that does not answer is not waited for: its outages are part of the sequences. */
const LIMITS = { attempts: 2, pauseMs: 20 } as const;

let shelves: Promise<Registry['storage']> | undefined;

/** Every chart in every revision, packed and pushed once for all sequences. */
function stocked(): Promise<Registry['storage']> {
  shelves ??= stock();
  return shelves;
}

async function stock(): Promise<Registry['storage']> {
  await using registry = await startRegistry();
  const access = { host: parseHost(registry.host), ca: registry.caPem };
  for (const chart of CHARTS)
    for (const version of REVISIONS) {
      await publish(access, `charts/${chart}`, await packChart(join(FIXTURES, 'charts', chart), { version }));
      const runs = !behaviourOf(chart).fails;
      const application = await packApplication(join(FIXTURES, 'compose', 'good'), chart, version, runs);
      await publish(access, `apps/${chart}`, application);
    }
  return registry.storage;
}

/** Opens a depot, with faults planted into its registry and into how devices take what it has. */
export async function openDepot({ device, registry: fault }: PlantedFaults): Promise<Depot> {
  const registry = await startRegistry({ storage: await stocked(), ...(fault !== null && { defects: [fault] }) });
  const folder = await mkdtemp(join(tmpdir(), 'waspect-depot-'));
  const policy = policyOf({
    internal: [registry.host],
    external: 'refuse',
    hosts: { [registry.host]: { ca: registry.caPem } },
    unsigned: 'internal-only',
  });
  const sources: ClosableArtifactSource[] = [];
  return {
    repositoryOf: (chart) => `oci://${registry.host}/charts/${chart}`,
    applicationOf: (chart) => `oci://${registry.host}/apps/${chart}`,
    sourceFor: (deviceId) => {
      const own = join(folder, deviceId.replaceAll('/', '_'));
      const pins = filePins(`${own}.pins`);
      const source = createArtifactSource({
        policy,
        cacheDir: own,
        pins,
        limits: LIMITS,
        rules: plantInArtifacts(device),
      });
      sources.push(source);
      return source;
    },
    goDown: () => registry.goDown(),
    comeBack: () => registry.comeBack(),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(sources.map((source) => source.close()));
      await registry.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
