import type { DeploymentProfile, Parameter } from '../../../simulator/protocol/documents.ts';
import { type JsonObject, parseJson } from '../../../simulator/protocol/json.ts';

/** What an operator asked for, in the tests of these oracles. */
export const ASKED: DeploymentProfile = {
  type: 'helm',
  components: [
    {
      name: 'pump',
      properties: { repository: 'oci://registry.example/pump', revision: '1.2.3_b.7', wait: false, timeout: '5m0s' },
      'x-acme-extensions': { deep: [1, '1', null] },
    },
    { name: 'alarm', properties: { repository: 'oci://registry.example/alarm', revision: '0.1.0' } },
  ],
  deviceConstraints: { capacityRequirements: { cpu: { cores: 2 } }, eligibilityRules: [{}, { labelSelector: {} }] },
  'x-b-extensions': { text: '1.0' },
};

export const PARAMETERS: Readonly<Record<string, Parameter>> = {
  text: { value: '1.0', targets: [{ pointer: 'a.b', components: ['pump', 'alarm'] }] },
  number: { value: 1.5, targets: [{ pointer: 'c', components: ['pump'] }] },
  flag: { value: true, targets: [] },
};

export const ID = '2b1f6a52-2f0c-4a53-9d35-8a2f0c1d2e3f';

/** A document that is right in everything, as text, so that a test can spoil one place of it. */
const RIGHT = JSON.stringify({
  id: ID,
  metadata: { name: 'line', namespace: 'plant', deviceId: 'edge-1', labels: { free: 'yes' } },
  spec: { applicationId: 'pump-app', deploymentProfile: ASKED, parameters: PARAMETERS },
});

/** The right document, with each text replaced by another; throws `TypeError` where a text is not in it. */
export function documentWith(...changes: readonly (readonly [string, string])[]): JsonObject {
  let text = RIGHT;
  for (const [from, to] of changes) {
    if (!text.includes(from)) throw new TypeError(`${from} is not in ${text}`);
    text = text.replace(from, () => to);
  }
  return Object.fromEntries(Object.entries(parseJson(text) ?? {}));
}
