import { createRegistryClient } from '../../oci/client/create-registry-client.ts';
import type { ArtifactRules } from '../artifacts/rules.ts';
import { DeviceError } from '../device-error.ts';
import { type DeviceDefect, takingArtifacts } from './defect.ts';
import { offeringCredentials } from './offering-credentials.ts';
import { unverified } from './unverified-client.ts';

/** A signature is looked for, and one kind of answer does not count. */
const deafTo =
  (code: string) =>
  ({ verifyKeyPair }: ArtifactRules): Partial<ArtifactRules> => ({
    verifyKeyPair: async (...signed) => {
      try {
        await verifyKeyPair(...signed);
      } catch (error) {
        if (!(error instanceof DeviceError && error.code === code)) throw error;
      }
    },
  });

/**
 * Artifacts that are taken although the policy of the device forbids it: it is the users who ask for policies, the
 * catalogue has no rows about them.
 */
export const ARTIFACT_DEFECTS: readonly DeviceDefect[] = [
  takingArtifacts('digest-not-checked', [], 'a chart or an application is used whatever its bytes are', () => ({
    connect: unverified,
  })),
  takingArtifacts('signature-not-checked', [], 'what nobody has signed is used as if it were signed', () => ({
    verifyKeyPair: async () => undefined,
    demandsProvenance: false,
  })),
  takingArtifacts(
    'signature-of-anybody-accepted',
    [],
    'a signature has to be there, by whichever key',
    deafTo('SIGNATURE_INVALID'),
  ),
  takingArtifacts(
    'missing-signature-accepted',
    [],
    'a signature has to be right where there is one',
    deafTo('SIGNATURE_MISSING'),
  ),
  takingArtifacts(
    'unsigned-type-accepted',
    [],
    'packages of a type whose signatures nothing verifies are taken from everywhere',
    ({ routesOf }) => ({
      routesOf: (policy, repository, type) => routesOf({ ...policy, unsigned: 'allow' }, repository, type),
    }),
  ),
  takingArtifacts(
    'external-reference-not-refused',
    [],
    'external registries are asked although the policy has internal ones only',
    ({ routesOf }) => ({
      routesOf: (policy, repository, type) => routesOf({ ...policy, external: 'any' }, repository, type),
    }),
  ),
  takingArtifacts(
    'mirror-passed-by',
    [],
    'a registry is asked itself although a mirror stands in for it',
    ({ routesOf }) => ({
      routesOf: (policy, repository, type) => routesOf({ ...policy, mirrors: new Map() }, repository, type),
    }),
  ),
  takingArtifacts(
    'credential-sent-to-another-host',
    [],
    'the credential of a registry is shown to whatever host it leads to',
    () => ({ connect: offeringCredentials(createRegistryClient) }),
  ),
  takingArtifacts('tag-move-accepted', ['DEP-013'], 'a revision is whatever its tag names today', () => ({
    checkPin: () => undefined,
  })),
  takingArtifacts('another-chart-accepted', ['DEP-013'], 'a chart is used whatever its name and version say', () => ({
    checkChart: async () => undefined,
  })),
];
