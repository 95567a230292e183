import { CLIENT_LIMITS, type ClientLimits } from '../../oci/client/limits.ts';
import { ARCHIVE_LIMITS, type ArchiveLimits } from './unpack/archive-limits.ts';

/** How much and how long a device tries to get one artifact. */
export interface SourceLimits {
  readonly client: ClientLimits;
  /** Of charts; Compose archives are bounded where they are unpacked. */
  readonly archive: ArchiveLimits;
  /** How often a registry that is down is asked. */
  readonly attempts: number;
  /** Before the second attempt, in milliseconds; doubled with each further one. */
  readonly pauseMs: number;
}

export const SOURCE_LIMITS: SourceLimits = {
  client: CLIENT_LIMITS,
  archive: ARCHIVE_LIMITS,
  attempts: 3,
  pauseMs: 250,
};
