import { assert, bigInt, constantFrom, property } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DeploymentProfile, DeviceCapabilities } from '../../protocol/documents.ts';
import type { JsonValue } from '../../protocol/json.ts';
import { hostCapabilities } from '../testing/documents.test-support.ts';
import { ineligibility, isEligible } from './eligibility.ts';
import { bytesOf } from './quantity.ts';

const device = hostCapabilities('d');
const holds = { matchExpressions: [{ key: '/id', operator: 'In', values: ['d'] }] };
const labelHolds = { matchExpressions: [{ key: 'example.org/line', operator: 'In', values: ['a'] }] };
const fails = { matchExpressions: [{ key: '/id', operator: 'In', values: ['e'] }] };

describe('eligibility rules', () => {
  it.each<[string, JsonValue | undefined, boolean]>([
    ['none', undefined, true],
    ['an empty list', [], true],
    ['one that holds', [{ propertySelector: holds }], true],
    ['one of two that holds', [{ propertySelector: fails }, { labelSelector: labelHolds }], true],
    ['both selectors of one rule', [{ propertySelector: holds, labelSelector: labelHolds }], true],
    ['one selector that fails', [{ propertySelector: fails, labelSelector: labelHolds }], false],
    ['a rule without selectors', [{}], true],
    ['a rule that is no object', ['x'], false],
    ['a selector that is none', [{ propertySelector: 'x' }], false],
  ])('%s', (_name, rules, expected) => {
    expect(isEligible(rules, device)).toBe(expected);
  });
});

describe('capacity', () => {
  const twoKinds: DeviceCapabilities = {
    properties: {
      ...device.properties,
      cpus: [
        { cores: 2, architecture: 'amd64' },
        { cores: 8, architecture: 'arm64' },
      ],
    },
  };
  const lacking = (
    capacityRequirements: JsonValue,
    capabilities: DeviceCapabilities = twoKinds,
  ): string | undefined => {
    const profile: DeploymentProfile = { type: 'compose', components: [], deviceConstraints: { capacityRequirements } };
    return ineligibility(profile, capabilities)?.message;
  };

  it.each<[string, JsonValue, string | undefined]>([
    ['cores of one entry', { cpu: { cores: 8 } }, undefined],
    ['cores that only the sum would have', { cpu: { cores: 10 } }, 'the device has not enough cpu'],
    ['cores in an architecture', { cpu: { cores: 2, architectures: ['amd64'] } }, undefined],
    ['cores in the other one', { cpu: { cores: 4, architectures: ['amd64'] } }, 'the device has not enough cpu'],
    ['just as much memory', { memory: '8Gi', storage: '64Gi' }, undefined],
    ['more of everything', { memory: '9Gi', storage: '1Ti' }, 'the device has not enough memory, storage'],
    ['a quantity that is none', { memory: 'lots' }, 'the device has not enough memory'],
  ])('%s', (_name, required, expected) => {
    expect(lacking(required)).toBe(expected);
  });

  it('a partial host does not hold what it does not report', () => {
    const { memory: _memory, ...partial } = device.properties;
    expect(lacking({ memory: '1Ki' }, { properties: partial })).toBe('the device has not enough memory');
  });

  it('quantities are ordered by their bytes, whatever the unit', async () => {
    const units = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'] as const;
    await assert(
      property(
        bigInt({ min: 0n, max: 10n ** 9n }),
        constantFrom(...units),
        constantFrom('', ' '),
        (amount, unit, gap) => {
          expect(bytesOf(`${amount}${gap}${unit}`)).toBe(amount * 1024n ** BigInt(units.indexOf(unit) + 1));
        },
      ),
      { seed: 4 },
    );
    expect(bytesOf('1.5 GiB')).toBe(1_610_612_736n);
    expect(['5 GB', '', 'Gi', '-1Gi', '1e3Mi'].map(bytesOf)).toEqual(new Array(5).fill(undefined));
  });
});
