import fc from 'fast-check';
import type { JsonValue } from '../../../simulator/protocol/json.ts';
import { numberOnlyIn12 } from '../../oracles/deployment/yaml-1-1.ts';
import { HOST_LABEL } from './roomy-host.ts';

type Constraint = fc.Arbitrary<JsonValue>;

/** Not those that a writer of YAML 1.1 rightly leaves unquoted and that are numbers in YAML 1.2. */
const word: fc.Arbitrary<string> = fc
  .stringMatching(/^[A-Za-z0-9][A-Za-z0-9 ._:-]{0,15}$/)
  .filter((text) => numberOnlyIn12(text) === undefined);
const propertyKey: fc.Arbitrary<string> = fc.constantFrom(
  '/vendor',
  '/modelNumber',
  '/cpus',
  '/cpus/0/cores',
  '/labels~1x',
);
const labelKey: fc.Arbitrary<string> = fc.stringMatching(/^[a-z]{2,6}\.example\/[a-z]{1,8}$/);
const numbers: Constraint = fc.array(fc.integer({ min: -100, max: 100_000 }), { minLength: 1, maxLength: 3 });

/** What the operators allow beside their key (MAT-008). */
const operands = (item: Constraint): fc.Arbitrary<Readonly<Record<string, JsonValue>>> =>
  fc.oneof(
    fc.record({
      operator: fc.constantFrom('In', 'NotIn'),
      values: fc.oneof(fc.array(word, { minLength: 1, maxLength: 4 }), numbers, fc.tuple(fc.boolean())),
    }),
    fc.record({ operator: fc.constantFrom('Exists', 'DoesNotExist') }),
    fc.record({ operator: fc.constantFrom('Gt', 'Lt'), values: fc.tuple(fc.integer({ min: 0, max: 4096 })) }),
    fc.record({ operator: fc.constantFrom('ContainsAll', 'ContainsAny'), itemSelector: item }),
  );

/** A selector whose expressions reach `depth` item selectors down. */
function selector(key: fc.Arbitrary<string>, depth: number): Constraint {
  const item = depth === 0 ? held : selector(fc.constantFrom('/type', '/model', '/cores'), depth - 1);
  const expression = fc.tuple(key, operands(item)).map(([name, rest]) => ({ key: name, ...rest }));
  return fc.record({ matchExpressions: fc.array(expression, { minLength: 1, maxLength: 3 }) });
}

const held: Constraint = fc.constant({ matchExpressions: [{ key: '/type', operator: 'Exists' }] });

const anyRule: Constraint = fc.record(
  { propertySelector: selector(propertyKey, 2), labelSelector: selector(labelKey, 1) },
  { requiredKeys: [], noNullPrototype: true },
);

/** Rules are alternatives (MAT-004): with one of these among them, a roomy host is eligible. */
const ruleThatHolds: Constraint = fc.constantFrom<JsonValue>(
  { propertySelector: { matchExpressions: [{ key: '/vendor', operator: 'Exists' }] } },
  { labelSelector: { matchExpressions: [{ key: HOST_LABEL.key, operator: 'In', values: [HOST_LABEL.value] }] } },
);

const capacity: Constraint = fc.record(
  {
    cpu: fc.record(
      {
        cores: fc.constantFrom(0.25, 0.5, 1, 1.5, 2, 8),
        architectures: fc.constantFrom(['amd64'], ['arm64', 'amd64']),
      },
      { requiredKeys: ['cores'], noNullPrototype: true },
    ),
    memory: fc.tuple(fc.integer({ min: 1, max: 64 }), fc.constantFrom('Ki', 'Mi', 'Gi')).map((parts) => parts.join('')),
    storage: fc.tuple(fc.integer({ min: 1, max: 64 }), fc.constantFrom('Mi', 'Gi')).map((parts) => parts.join('')),
  },
  { requiredKeys: [], noNullPrototype: true },
);

const rules: Constraint = fc
  .tuple(ruleThatHolds, fc.array(anyRule, { maxLength: 2 }), fc.nat(2))
  .map(([holds, others, at]) => [...others.slice(0, at), holds, ...others.slice(at)]);

/** Device constraints of a profile that a roomy host meets, selectors within selectors included. */
export const deviceConstraints: Constraint = fc.record(
  { capacityRequirements: capacity, eligibilityRules: rules },
  { requiredKeys: ['eligibilityRules'], noNullPrototype: true },
);

/** One of everything that constraints can say; a roomy host meets it by its second rule. */
export const everyConstraint: JsonValue = {
  capacityRequirements: { cpu: { cores: 1.5, architectures: ['arm64', 'amd64'] }, memory: '4Gi', storage: '20Gi' },
  eligibilityRules: [
    {
      propertySelector: {
        matchExpressions: [
          { key: '/cpus', operator: 'Exists' },
          {
            key: '/peripherals',
            operator: 'ContainsAll',
            itemSelector: {
              matchExpressions: [
                { key: '/type', operator: 'In', values: ['gpu', 'display'] },
                { key: '/model', operator: 'NotIn', values: ['G-0'] },
                {
                  key: '/parts',
                  operator: 'ContainsAny',
                  itemSelector: { matchExpressions: [{ key: '/cores', operator: 'Gt', values: [1024] }] },
                },
              ],
            },
          },
        ],
      },
      labelSelector: {
        matchExpressions: [
          { key: 'waspect.example/line', operator: 'In', values: [7, 3] },
          { key: 'waspect.example/certified', operator: 'In', values: [true] },
          { key: 'waspect.example/retired', operator: 'DoesNotExist' },
          { key: 'waspect.example/age', operator: 'Lt', values: [10] },
        ],
      },
    },
    { labelSelector: { matchExpressions: [{ key: HOST_LABEL.key, operator: 'In', values: [HOST_LABEL.value] }] } },
  ],
};
