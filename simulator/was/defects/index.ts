import { ARTIFACT_LOOKUP_DEFECTS } from './artifact-lookup.ts';
import { ARTIFACT_DEFECTS } from './artifacts.ts';
import { BUNDLE_DEFECTS } from './bundles.ts';
import { CACHING_DEFECTS } from './caching.ts';
import { CALLER_DEFECTS } from './callers.ts';
import { CAPABILITY_ANSWER_DEFECTS } from './capability-answers.ts';
import { CAPABILITY_CRASH_DEFECTS } from './capability-crashes.ts';
import { CAPABILITY_RULE_DEFECTS } from './capability-rules.ts';
import { CHAIN_DEFECTS } from './chains.ts';
import type { Defect } from './defect.ts';
import { DEPLOYMENT_LEFTOVER_DEFECTS } from './deployment-leftovers.ts';
import { DEPLOYMENT_METADATA_DEFECTS } from './deployment-metadata.ts';
import { DEPLOYMENT_PROFILE_DEFECTS } from './deployment-profile.ts';
import { DEPLOYMENT_UPDATE_DEFECTS } from './deployment-updates.ts';
import { DEVICE_NAME_DEFECTS } from './device-names.ts';
import { DEVICE_RECORD_DEFECTS } from './device-records.ts';
import { DEVICE_SCOPE_DEFECTS } from './device-scope.ts';
import { ENDPOINT_DEFECTS } from './endpoints/index.ts';
import { ENTITY_TAG_DEFECTS } from './entity-tags.ts';
import { LOAD_DEFECTS } from './load/index.ts';
import { MANIFEST_DEFECTS } from './manifest.ts';
import { NEGOTIATION_DEFECTS } from './negotiation.ts';
import { OPERATOR_DEFECTS } from './operator.ts';
import { OWN_IDENTITY_DEFECTS } from './own-identity.ts';
import { PEER_DEFECTS } from './peers.ts';
import { POLICY_DEFECTS } from './policy.ts';
import { PRE_DRAFT_DEFECTS } from './pre-draft/index.ts';
import { PROBLEM_DEFECTS } from './problems.ts';
import { RC2_DEFECTS } from './rc2/index.ts';
import { REACH_DEFECTS } from './reach.ts';
import { RESILIENCE_DEFECTS } from './resilience.ts';
import { RETRY_DEFECTS } from './retry.ts';
import { REVALIDATION_DEFECTS } from './revalidation.ts';
import { STATUS_ANSWER_DEFECTS } from './status-answers.ts';
import { STATUS_RECORD_DEFECTS } from './status-records.ts';
import { STATUS_RULE_DEFECTS } from './status-rules.ts';
import { TLS_DEFECTS } from './tls.ts';
import { TRUST_DEFECTS } from './trust.ts';
import { VERSION_DEFECTS } from './versions.ts';
import { WORKLOAD_DEFECTS } from './workloads.ts';

export type { Defect } from './defect.ts';

/** Every deliberate fault that the reference WAS can be started with; those of {@link LOAD_DEFECTS} show to a fleet only. */
export const DEFECTS: readonly Defect[] = [
  ...PEER_DEFECTS,
  ...CHAIN_DEFECTS,
  ...OWN_IDENTITY_DEFECTS,
  ...TLS_DEFECTS,
  ...CALLER_DEFECTS,
  ...POLICY_DEFECTS,
  ...ENTITY_TAG_DEFECTS,
  ...REVALIDATION_DEFECTS,
  ...CACHING_DEFECTS,
  ...ARTIFACT_DEFECTS,
  ...ARTIFACT_LOOKUP_DEFECTS,
  ...BUNDLE_DEFECTS,
  ...VERSION_DEFECTS,
  ...MANIFEST_DEFECTS,
  ...NEGOTIATION_DEFECTS,
  ...CAPABILITY_ANSWER_DEFECTS,
  ...CAPABILITY_RULE_DEFECTS,
  ...CAPABILITY_CRASH_DEFECTS,
  ...DEVICE_RECORD_DEFECTS,
  ...DEVICE_NAME_DEFECTS,
  ...DEVICE_SCOPE_DEFECTS,
  ...DEPLOYMENT_METADATA_DEFECTS,
  ...DEPLOYMENT_PROFILE_DEFECTS,
  ...DEPLOYMENT_UPDATE_DEFECTS,
  ...DEPLOYMENT_LEFTOVER_DEFECTS,
  ...WORKLOAD_DEFECTS,
  ...STATUS_ANSWER_DEFECTS,
  ...STATUS_RULE_DEFECTS,
  ...STATUS_RECORD_DEFECTS,
  ...RESILIENCE_DEFECTS,
  ...OPERATOR_DEFECTS,
  ...PROBLEM_DEFECTS,
  ...RETRY_DEFECTS,
  ...REACH_DEFECTS,
  ...TRUST_DEFECTS,
  ...PRE_DRAFT_DEFECTS,
  ...RC2_DEFECTS,
  ...ENDPOINT_DEFECTS,
  ...LOAD_DEFECTS,
];

const BY_ID: ReadonlyMap<string, Defect> = new Map(DEFECTS.map((defect) => [defect.id, defect]));

/** Throws `DEFECT_UNKNOWN` where there is none of that id. */
export function findDefect(id: string): Defect {
  const found = BY_ID.get(id);
  if (!found) throw new RangeError(`DEFECT_UNKNOWN: ${JSON.stringify(id)} is no defect of the reference WAS`);
  return found;
}
