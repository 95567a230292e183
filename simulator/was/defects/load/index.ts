import type { Defect } from '../defect.ts';
import { CONCURRENT_ANSWER_DEFECTS } from './answers.ts';
import { CONCURRENT_CHANGE_DEFECTS } from './changes.ts';
import { CONCURRENT_MANIFEST_DEFECTS } from './manifests.ts';
import { OVERLOAD_DEFECTS } from './overload.ts';
import { CONCURRENT_RECORD_DEFECTS } from './records.ts';
import { CONCURRENT_REGISTRATION_DEFECTS } from './registrations.ts';
import { SLOWNESS_DEFECTS } from './slowness.ts';

/** Faults that show only while many are served: a fleet finds them, a client alone does not. */
export const LOAD_DEFECTS: readonly Defect[] = [
  ...CONCURRENT_MANIFEST_DEFECTS,
  ...CONCURRENT_CHANGE_DEFECTS,
  ...CONCURRENT_RECORD_DEFECTS,
  ...CONCURRENT_ANSWER_DEFECTS,
  ...OVERLOAD_DEFECTS,
  ...SLOWNESS_DEFECTS,
  ...CONCURRENT_REGISTRATION_DEFECTS,
];
