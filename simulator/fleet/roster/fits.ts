import { jsonOf } from '../../device/json-of.ts';
import type { Profile, ProfileSet } from '../../device/profiles/profile.ts';
import type { Revision, RevisionId } from '../../protocol/revision.ts';
import { revisionOf } from '../../protocol/revisions.ts';

/**
 * Whether a device of a profile can speak a revision: it can say what the revision asks it to say of itself, and for its
 * children where it has some. Unknown profiles fit none.
 */
export function fits(profiles: ProfileSet, profileId: string, revisionId: RevisionId): boolean {
  const profile = profiles.get(profileId);
  if (!profile) return false;
  const revision = spoken(revisionId);
  if (profile.children !== undefined && !revision.traits.gateways) return false;
  return (
    isSayable(profile, revision) && (profile.children ?? []).every((child) => fits(profiles, child.profile, revisionId))
  );
}

/** A revision compiles its schemas for itself. */
const REVISIONS = new Map<RevisionId, Revision>();

function spoken(id: RevisionId): Revision {
  const revision = REVISIONS.get(id) ?? revisionOf(id);
  REVISIONS.set(id, revision);
  return revision;
}

function isSayable({ model, properties }: Profile, { documents }: Revision): boolean {
  const identity = { id: 'device', vendor: 'any', modelNumber: model, serialNumber: 'any' };
  const written = documents.write('device-capabilities', jsonOf({ properties: { ...identity, ...properties } }));
  return documents.schemaErrors('device-capabilities', written).length === 0;
}
