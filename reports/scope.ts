import type { ClusterInfo, RunInfo } from './model.ts';

/** The cluster in words: `k3s waspect-x3f9, Kubernetes v1.31.0, Helm v3.18.1`. */
export function clusterText(cluster: ClusterInfo): string {
  const { version, helm } = cluster;
  return [clusterName(cluster), `Kubernetes ${version}`, ...(helm === undefined ? [] : [`Helm ${helm}`])].join(', ');
}

/** Its name, and its kind where the name does not begin with it. */
export function clusterName({ kind, name }: ClusterInfo): string {
  return name.startsWith(kind) ? name : `${kind} ${name}`;
}

/** The revision and the dialect of it: `1.0.0-rc.2 in the dialect base O1, statusPath singular`. */
export function revisionText({ revision, dialect = {} }: Pick<RunInfo, 'revision' | 'dialect'>): string {
  const facets = Object.entries(dialect).map(([name, value]) => `${name} ${String(value)}`);
  return facets.length === 0 ? revision : `${revision} in the dialect ${facets.join(', ')}`;
}

/** What the verdict is for: the profiles, and what was deployed onto, or why there was nothing to deploy onto. */
export function scopeSentence(run: RunInfo): string {
  const { profiles, cluster, engine, withoutCluster, lightened } = run;
  const stages = [
    ...(cluster === undefined ? [] : [clusterText(cluster)]),
    ...(engine === undefined ? [] : [engine.name]),
  ];
  const onto = stages.length === 0 ? '' : `, deployed onto ${listed(stages)}`;
  const plural = profiles.length === 1 ? 'profile' : 'profiles';
  const scope = profiles.length === 0 ? '' : `The verdict is for the ${plural} ${listed(profiles)}${onto}.`;
  const light =
    lightened === undefined
      ? ''
      : `${lightened.checks} checks that this run has judged in another revision were judged on ${Math.round(lightened.share * 100)} % of their cases; a run of this revision alone judges all.`;
  return [scope, withoutCluster ?? '', light].filter((part) => part !== '').join(' ');
}

function listed(items: readonly string[]): string {
  return new Intl.ListFormat('en-GB').format(items);
}
