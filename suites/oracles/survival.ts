import { type Judgement, judgeThat } from './judgement.ts';
import type { ReceivedManifest } from './manifest.ts';

/** Deployments that are desired, wherever that was read. */
interface Listed {
  readonly deployments: readonly { readonly deploymentId: string; readonly digest: string }[];
}

type Versioned = Listed & Pick<ReceivedManifest, 'version'>;

const listed = ({ deployments }: Listed): string =>
  deployments
    .map(({ deploymentId, digest }) => `${deploymentId} ${digest}`)
    .sort()
    .join(', ');

/** The same deployments with the same digests, in any order. */
export const listsSameDeployments = (before: Listed, now: Listed): Judgement =>
  judgeThat(listed(before) === listed(now), `the deployments ${listed(before) || '(none)'}`, listed(now) || '(none)');

/** Exactly these deployments, whatever their digests. */
export function listsExactly({ deployments }: Listed, ids: readonly string[]): Judgement {
  const found = deployments.map(({ deploymentId }) => deploymentId).sort();
  const expected = [...ids].sort();
  return judgeThat(
    found.join() === expected.join(),
    `the deployments ${expected.join(', ') || '(none)'}`,
    found.join(', ') || '(none)',
  );
}

/** Of the deployments that a client ever had, exactly these; others are the subject of scoping. */
export const listsOfOwn = (manifest: Listed, ever: readonly string[], ids: readonly string[]): Judgement =>
  listsExactly({ deployments: manifest.deployments.filter(({ deploymentId }) => ever.includes(deploymentId)) }, ids);

/** A version that a client was given is never undercut, and stands for one content only (DSM-007). */
export const keepsVersionLaw = (before: Versioned, now: Versioned): Judgement =>
  judgeThat(
    now.version > before.version || (now.version === before.version && listed(now) === listed(before)),
    listed(now) === listed(before)
      ? `manifestVersion ${before.version} or a higher one`
      : `a manifestVersion above ${before.version} for other content`,
    `manifestVersion ${now.version}`,
  );

/** A deployment whose content was changed in between has another digest, where both list it. */
export function hasAnotherDigest(before: Listed, now: Listed, deploymentId: string): Judgement {
  const digestIn = ({ deployments }: Listed) =>
    deployments.find((entry) => entry.deploymentId === deploymentId)?.digest;
  const [old, current] = [digestIn(before), digestIn(now)];
  return judgeThat(
    old === undefined || old !== current,
    `another digest than ${old} for ${deploymentId}, which was changed`,
    'the same digest',
  );
}
