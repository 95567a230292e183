import fc from 'fast-check';
import type { DeploymentComponent, Parameter } from '../../../simulator/protocol/documents.ts';
import type { RequestedDeployment } from '../control/operator.ts';

const slug: fc.Arbitrary<string> = fc.stringMatching(/^[a-z]([a-z0-9-]{0,18}[a-z0-9])?$/);

const semver: fc.Arbitrary<string> = fc
  .tuple(fc.nat(40), fc.nat(40), fc.nat(400), fc.constantFrom('', '-rc.1', '-alpha', '_build.7', '-beta.2_sha.5114f85'))
  .map(([major, minor, patch, rest]) => `${major}.${minor}.${patch}${rest}`);

const timeout: fc.Arbitrary<string> = fc
  .tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 1, max: 59 }))
  .map(([minutes, seconds]) => `${minutes}m${seconds}s`);

const component = (name: string): fc.Arbitrary<DeploymentComponent> =>
  fc.record({
    name: fc.constant(name),
    properties: fc.record(
      {
        repository: slug.map((path) => `oci://registry.example.com/charts/${path}`),
        revision: semver,
        wait: fc.boolean(),
        timeout,
      },
      { requiredKeys: ['repository', 'revision'], noNullPrototype: true },
    ),
  });

/** Values of every JSON scalar type (position G-53); strings that a careless YAML writer would turn into something else. */
const parameterValue: fc.Arbitrary<Parameter['value']> = fc.oneof(
  fc.constantFrom(
    'yes',
    'no',
    'null',
    '1.0',
    '0x1F',
    '012',
    'true',
    '~',
    '',
    ' padded ',
    '- item',
    'a: b',
    '#no comment',
    '2026-01-01',
  ),
  fc.string({ unit: 'grapheme', maxLength: 30 }).filter((text) => !/[\p{Cc}\p{Cs}]/u.test(text)),
  fc.boolean(),
  fc.integer(),
  fc
    .double({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 })
    .map((value) => (Object.is(value, -0) ? 0 : value)),
);

const parameters = (names: readonly string[], helm: boolean): fc.Arbitrary<Readonly<Record<string, Parameter>>> =>
  fc.dictionary(
    fc.stringMatching(/^[a-z][A-Za-z0-9]{1,15}$/).filter((name) => !(name in {})),
    fc.record({
      value: parameterValue,
      targets: fc.array(
        fc.record({
          pointer: helm
            ? fc.stringMatching(/^[a-z]{1,8}(\.[a-z]{1,8}){0,2}$/)
            : fc.stringMatching(/^[A-Z][A-Z0-9_]{1,12}$/),
          components: fc.subarray([...names], { minLength: 1 }),
        }),
        { minLength: 1, maxLength: 2 },
      ),
    }),
    { maxKeys: 4, noNullPrototype: true },
  );

/** What an operator may ask for with a profile of this type: up to four components in an order of their own, parameters. */
export const requestedOfType = (type: 'helm' | 'compose', fewest = 1): fc.Arbitrary<RequestedDeployment> =>
  fc.uniqueArray(slug, { minLength: fewest, maxLength: Math.max(3, fewest + 1) }).chain((names) =>
    fc.record({
      applicationId: slug,
      name: slug,
      namespace: slug,
      profile: fc.record({ type: fc.constant(type), components: fc.tuple(...names.map(component)) }),
      parameters: parameters(names, type === 'helm'),
    }),
  );

/** The same, helm or compose. */
export const requestedDeployment: fc.Arbitrary<RequestedDeployment> = fc
  .constantFrom('helm' as const, 'compose' as const)
  .chain((type) => requestedOfType(type));

/** A single plain Helm deployment for checks that are not about its contents; `mark` shows in a parameter. */
export const plainDeployment = (mark: string): RequestedDeployment => ({
  applicationId: 'waspect-sample',
  name: 'waspect-sample',
  namespace: 'waspect',
  profile: {
    type: 'helm',
    components: [
      {
        name: 'sample',
        properties: {
          repository: 'oci://registry.example.com/charts/sample',
          revision: '1.0.0',
          wait: true,
          timeout: '5m0s',
        },
      },
    ],
  },
  parameters: { mark: { value: mark, targets: [{ pointer: 'settings.mark', components: ['sample'] }] } },
});
