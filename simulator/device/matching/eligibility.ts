import type { DeploymentProfile, DeviceCapabilities } from '../../protocol/documents.ts';
import { isJsonObject, type JsonValue } from '../../protocol/json.ts';
import { jsonOf } from '../json-of.ts';
import { capacityShortfalls } from './capacity.ts';
import { byLabel, byPointer } from './reference.ts';
import { selects } from './selector.ts';

/** Why a device must not get a deployment, for its status; `code` is ours, the specification reserves only 101 to 103. */
export interface Ineligibility {
  readonly code: 'TYPE_NOT_SUPPORTED' | 'INSUFFICIENT_CAPACITY' | 'NOT_ELIGIBLE';
  readonly message: string;
}

/** Whether any rule holds; no rules are no restriction (MAT-004). */
export function isEligible(rules: JsonValue | undefined, { properties, labels }: DeviceCapabilities): boolean {
  if (!Array.isArray(rules) || rules.length === 0) return true;
  return rules.some((rule: JsonValue) => {
    if (!isJsonObject(rule)) return false;
    const { propertySelector, labelSelector } = rule;
    return (
      (propertySelector === undefined || selects(propertySelector, jsonOf(properties), byPointer)) &&
      (labelSelector === undefined || selects(labelSelector, jsonOf(labels ?? {}), byLabel))
    );
  });
}

/** Eligibility (DEP-007) and capacity (DEP-006) are judged apart, though a description may say a thing twice (MAT-009). */
export function ineligibility(profile: DeploymentProfile, device: DeviceCapabilities): Ineligibility | undefined {
  const { supportedDeploymentTypes: types = [] } = device.properties;
  if (!types.includes(profile.type))
    return {
      code: 'TYPE_NOT_SUPPORTED',
      message: `the device takes ${types.join(', ') || 'no deployments'}, not ${profile.type}`,
    };
  const constraints = isJsonObject(profile.deviceConstraints) ? profile.deviceConstraints : {};
  if (!isEligible(constraints['eligibilityRules'], device))
    return { code: 'NOT_ELIGIBLE', message: 'no eligibility rule of the deployment holds for the device' };
  const lacking = capacityShortfalls(constraints['capacityRequirements'], device.properties);
  if (lacking.length > 0)
    return { code: 'INSUFFICIENT_CAPACITY', message: `the device has not enough ${lacking.join(', ')}` };
  return undefined;
}
