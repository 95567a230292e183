import fc from 'fast-check';
import { judgeAssigned } from '../desired-state/deployment-judging.ts';
import { plainDeployment } from '../harness/arbitraries/deployments.ts';
import { check } from '../harness/check.ts';
import type { RequestedDeployment } from '../harness/control/operator.ts';
import { property } from '../harness/property.ts';
import { pointsToArtifacts } from '../oracles/deployment/profile.ts';
import { withoutCredentials } from '../oracles/registry-secrets.ts';

const segment = fc.stringMatching(/^[a-z0-9]{1,8}([._-][a-z0-9]{1,6})?$/);

/** Registries of every form, of the operator's own network and external ones. */
const repository: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('registry.plant', 'localhost:5000', '10.0.0.7:443', '[fd00::1]:5000', 'ghcr.io', 'quay.io:443'),
    fc.array(segment, { minLength: 1, maxLength: 4 }),
  )
  .map(([host, path]) => `oci://${host}/${path.join('/')}`);

/** Versions that a careless writer of YAML, or a reader of SemVer, turns into others. */
const revision: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom('1.0.0', '0.0.1', '1.0.0-rc.1', '1.0.0_build.7', '1.0.0-0', '10.20.30-alpha.1_2024.01', '1.0.0-e5'),
  fc.tuple(fc.nat(99), fc.nat(99), fc.nat(9999)).map((parts) => parts.join('.')),
);

const order: fc.Arbitrary<RequestedDeployment> = fc
  .array(fc.record({ repository, revision }), { minLength: 1, maxLength: 3 })
  .map((references) => {
    const plain = plainDeployment('references');
    const components = references.map((properties, index) => ({
      name: index === 0 ? 'sample' : `c${index}`,
      properties,
    }));
    return { ...plain, profile: { ...plain.profile, components } };
  });

check(
  {
    id: 'registries/references-reach-the-device-unaltered',
    title:
      'Repository and revision reach the device as they are, of external registries too, and no credential with them',
    requirements: ['DEP-013', 'USR-012'],
    needs: { verbs: ['assign', 'update'], desiredState: 'manifest' },
  },
  (trial) =>
    property(
      trial,
      fc.tuple(order, order),
      ([first, second]) =>
        judgeAssigned(trial, first, second, ({ document, asked }) => {
          trial.judge('DEP-013', pointsToArtifacts(document, asked.profile));
          trial.judge('USR-012', withoutCredentials(document));
        }),
      { weight: 0.5 },
    ),
);
