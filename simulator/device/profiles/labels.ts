import type { LabelValue } from '../../protocol/documents.ts';
import type { Profile } from './profile.ts';

/** What a made device has besides its profile. */
export interface Placement {
  readonly site: string;
  /** Day of manufacture, `2024-05-17`. */
  readonly manufactured: string;
}

type LabelSource = (profile: Profile, placement: Placement) => LabelValue | undefined;

/** Keys carry the domain of an organisation, so that they do not collide with others (CAP-017). */
const PREFIX = 'profiles.example.org/';

/** Label by what it says; rc.3 has no field for any of these. */
const LABELS: Readonly<Record<string, LabelSource>> = {
  profile: ({ id }) => id,
  domain: ({ domain }) => domain,
  site: (_profile, { site }) => site,
  manufactured: (_profile, { manufactured }) => manufactured,
  'language-runtimes': ({ languageRuntimes }) => languageRuntimes,
  // An empty list would match two branches of the published schema and be refused by it (position G-60).
  security: ({ security }) => (security.length > 0 ? security : undefined),
  connectivity: ({ connectivity }) => connectivity.pattern,
  'update-interval-seconds': ({ updateIntervalSeconds }) => updateIntervalSeconds,
};

export const labelsOf = (profile: Profile, placement: Placement): Readonly<Record<string, LabelValue>> => ({
  ...Object.fromEntries(
    Object.entries(LABELS).flatMap(([name, source]) => {
      const value = source(profile, placement);
      return value === undefined ? [] : [[PREFIX + name, value]];
    }),
  ),
  ...profile.labels,
});
