import type { ClusterProvider, StartedCluster, StartOptions } from '../provider.ts';
import { madeStateFolder } from '../state-folder.ts';
import { builtPrograms, isBuilt, makeCacheFolder } from './kubernetes-programs.ts';
import { debianObstacle } from './obstacle.ts';
import { installPackages, missingToBuild, missingToRun } from './packages.ts';
import { startDebian } from './start.ts';

/** Kubernetes on this machine itself, from Debian's packages and a build of Debian's source. */
export const debianProvider: ClusterProvider = {
  kind: 'debian',

  obstacle: async () => debianObstacle(),

  async hesitation() {
    if (!isBuilt()) return 'it is not built yet, which takes minutes and installs packages';
    const missing = await missingToRun();
    return missing.length === 0 ? undefined : `packages are missing: ${missing.join(', ')}`;
  },

  async start(options: StartOptions): Promise<StartedCluster> {
    const { progress, signal } = options;
    // Nothing is installed for a cluster that could not be kept.
    madeStateFolder('debian');
    if (!isBuilt()) await makeCacheFolder();
    const toBuild = isBuilt() ? [] : missingToBuild();
    await installPackages([...toBuild, ...(await missingToRun())], progress, signal);
    return startDebian({ ...options, programs: await builtPrograms(progress, signal) });
  },
};
