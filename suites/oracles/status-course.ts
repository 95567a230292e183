import type { DeploymentState } from '../../simulator/protocol/documents.ts';
import { jsonEquals, toJson } from '../../simulator/protocol/json.ts';
import { all, broken, HOLDS, type Judgement, judgeThat } from './judgement.ts';
import type { StatusReport } from './observation.ts';

/** What a device knew of its past when it sent a report: all of it, what a crash has left, or nothing reliable. */
export type Memory = 'sound' | 'interrupted' | 'gone';

/** Which state of a component may follow which; `none` stands before the first report. */
const NEXT: Readonly<Record<DeploymentState | 'none', readonly DeploymentState[]>> = {
  none: ['pending', 'installing', 'failed'],
  pending: ['pending', 'installing', 'failed', 'removing'],
  installing: ['installing', 'installed', 'failed', 'removing'],
  installed: ['installed', 'pending', 'installing', 'failed', 'removing'],
  failed: ['failed', 'pending', 'installing', 'removing'],
  removing: ['removing', 'removed', 'failed'],
  removed: ['removed'],
};

/** Worst first (STA-007); the second `removing` of the printed order is read as `removed` (G-01). */
const SEVERITY: readonly DeploymentState[] = ['failed', 'removing', 'installing', 'pending', 'removed', 'installed'];

/** A report by itself: the state on top is the worst of its components, and a failure has a cause (STA-007, STA-010). */
export function agreesWithItself({ status, components }: StatusReport): Judgement {
  const worst = SEVERITY.find((state) => components.some((component) => component.state === state));
  const uncaused = components.find(({ state, error }) => state === 'failed' && !(error?.code && error.message));
  return all(
    judgeThat(status.state === worst, `the state ${worst}, the worst of its components`, `the state ${status.state}`),
    judgeThat(uncaused === undefined, 'a code and a message where a component failed', `none for ${uncaused?.name}`),
  );
}

/**
 * A report after another about the same deployment: something has changed, each component came where it is by a legal
 * step, and the adopted version does not fall (WFL-006, STA-006, STA-012). After a crash a report may come again, and what
 * was under way begins anew; a device that has lost its past begins from nothing.
 */
export function followsReport(
  before: StatusReport | undefined,
  now: StatusReport,
  memory: Memory = 'sound',
): Judgement {
  if (memory === 'gone') return HOLDS;
  const [former, adopted] = [before?.adoptedManifestVersion, now.adoptedManifestVersion];
  if (former !== undefined && adopted !== undefined && adopted < former)
    return broken(`an adoptedManifestVersion of at least ${former}`, `${adopted}`);
  if (memory === 'interrupted') return HOLDS;
  if (before && jsonEquals(toJson(before), toJson(now)))
    return broken('a report where something has changed', `the same one again: ${now.status.state}`);
  for (const { name, state } of now.components) {
    const last = before?.components.find((component) => component.name === name)?.state ?? 'none';
    if (!NEXT[last].includes(state)) return broken(`component ${name} ${NEXT[last].join(' or ')} after ${last}`, state);
  }
  return HOLDS;
}

/** A report about a deployment that is there has an entry for each component (STA-009) and names the child it is about (STA-005). */
export const speaksOf = (
  { components, deviceId }: StatusReport,
  expected: { readonly components: readonly string[]; readonly child: string | undefined },
): Judgement =>
  all(
    judgeThat(
      components.map(({ name }) => name).join() === expected.components.join(),
      `the components ${expected.components.join(', ')}`,
      components.map(({ name }) => name).join(', '),
    ),
    judgeThat(
      deviceId === expected.child,
      `deviceId ${expected.child ?? 'of none'}`,
      `deviceId ${deviceId ?? 'of none'}`,
    ),
  );

/** Contents of the manifests that were served to a client: digest by deployment id, by version. */
export type ServedManifests = ReadonlyMap<bigint, ReadonlyMap<string, string>>;

/**
 * The adopted version is that of a manifest which was served, and which asks for the deployment as it is asked for now
 * (STA-012), where reports of the revision name one; `digest` is undefined for one that is no longer asked for.
 */
export function adoptedTruly(
  { deploymentId, adoptedManifestVersion }: StatusReport,
  served: ServedManifests,
  digest: string | undefined,
): Judgement {
  if (adoptedManifestVersion === undefined) return HOLDS;
  const manifest = served.get(adoptedManifestVersion);
  const expected = `an adoptedManifestVersion of a manifest that ${digest ? `lists ${deploymentId} as it is now` : `does not list ${deploymentId}`}`;
  if (!manifest) return broken(expected, `${adoptedManifestVersion}, which was never served`);
  return judgeThat(manifest.get(deploymentId) === digest, expected, `${adoptedManifestVersion}, which does not`);
}
