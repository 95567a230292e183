import { describe, expect, it } from 'vitest';
import type { RegistryAccess } from '../../oci/client/registry-client.ts';
import type { PublishedReference } from '../../packages/package.ts';
import { publish } from '../../packages/publish.ts';
import { signManifest } from '../../packages/signing/sign-manifest.ts';
import { createSigningKey, type SigningKey } from '../../packages/signing/signing-key.ts';
import type { Registry } from '../../registry/registry.ts';
import { startRegistry } from '../../registry/start-registry.ts';
import type { PolicyDocument } from '../artifacts/policy/policy-document.ts';
import { correctArtifactRules } from '../artifacts/rules.ts';
import {
  accessOf,
  chart,
  named,
  policyFor,
  sourceOf,
  take,
  temporaryFolder,
} from '../artifacts/testing/stage.test-support.ts';
import { ARTIFACT_DEFECTS } from './artifacts.ts';
import { DEVICE_DEFECTS, plantInArtifacts } from './index.ts';

/** A registry with a chart in it, and how a device is to take that. */
interface Situation {
  readonly registryDefect?: string;
  /** Of the registry that has the chart; there is another one, empty, beside it. */
  readonly policy?: (registry: Registry, other: Registry, key: SigningKey) => Partial<PolicyDocument>;
  readonly signedBy?: 'the key' | 'another key';
  /** Two versions of the chart, or a chart that is published once more after it was taken. */
  readonly published?: 'with a newer version' | 'again after it was taken';
  /** What a sound device answers. */
  readonly sound: string;
}

const keyPair = (_registry: Registry, _other: Registry, key: SigningKey): Partial<PolicyDocument> => ({
  signatures: { helm: { by: 'key-pair', keys: [key.publicKeyPem] } },
});

const UNSIGNED: Situation = { policy: keyPair, sound: 'SIGNATURE_MISSING' };
const SIGNED_BY_ANOTHER: Situation = { policy: keyPair, signedBy: 'another key', sound: 'SIGNATURE_INVALID' };
const MIRRORED: Situation = {
  policy: (registry, other) => ({
    internal: [registry.host, other.host],
    mirrors: { [registry.host]: { host: other.host, only: true } },
  }),
  sound: 'ARTIFACT_NOT_FOUND',
};

/** Where each fault takes what a sound device refuses, and where it refuses as that does. */
const SITUATIONS: Readonly<Record<string, { readonly takes: readonly Situation[]; readonly refuses?: Situation }>> = {
  'digest-not-checked': { takes: [{ registryDefect: 'blob-altered', sound: 'DIGEST_MISMATCH' }], refuses: UNSIGNED },
  'signature-not-checked': { takes: [UNSIGNED, SIGNED_BY_ANOTHER] },
  'signature-of-anybody-accepted': { takes: [SIGNED_BY_ANOTHER], refuses: UNSIGNED },
  'missing-signature-accepted': { takes: [UNSIGNED], refuses: SIGNED_BY_ANOTHER },
  'unsigned-type-accepted': {
    takes: [{ policy: () => ({ unsigned: 'refuse' }), sound: 'UNSIGNED_TYPE_REFUSED' }],
    refuses: UNSIGNED,
  },
  'external-reference-not-refused': {
    takes: [{ policy: () => ({ internal: [] }), sound: 'EXTERNAL_REGISTRY_REFUSED' }],
    refuses: MIRRORED,
  },
  'mirror-passed-by': { takes: [MIRRORED], refuses: UNSIGNED },
  'tag-move-accepted': {
    takes: [{ published: 'again after it was taken', sound: 'TAG_MOVED' }],
    refuses: UNSIGNED,
  },
  'another-chart-accepted': {
    takes: [
      {
        registryDefect: 'other-version-served',
        published: 'with a newer version',
        sound: 'ARTIFACT_VERSION_MISMATCH',
      },
    ],
    refuses: UNSIGNED,
  },
};

/** Publishes the chart of a situation and answers what a device with the fault says to it. */
async function outcome(defect: string | null, situation: Situation): Promise<string> {
  await using folder = await temporaryFolder();
  await using registry = await startRegistry(
    situation.registryDefect === undefined ? {} : { defects: [situation.registryDefect] },
  );
  await using other = await startRegistry();
  const access = accessOf(registry);
  const key = createSigningKey();
  if (situation.published === 'with a newer version')
    await publish(access, 'charts/good', await chart({ version: '0.9.0' }));
  const published = await publish(access, 'charts/good', await chart());
  await sign(access, published, situation.signedBy, key);
  const policy = policyFor([registry, other], { external: 'refuse', ...situation.policy?.(registry, other, key) });
  await using source = sourceOf(policy, folder.path, { rules: plantInArtifacts(defect) });
  if (situation.published === 'again after it was taken') {
    await take(source, named(published));
    await publish(access, 'charts/good', await chart({ files: { 'templates/more.yaml': '' } }));
  }
  return await take(source, named(published));
}

async function sign(
  access: RegistryAccess,
  published: PublishedReference,
  by: Situation['signedBy'],
  key: SigningKey,
): Promise<void> {
  if (by !== undefined) await signManifest(access, published, by === 'the key' ? key : createSigningKey());
}

describe('a device that takes artifacts with a fault', () => {
  it.each(Object.entries(SITUATIONS))('%s', async (name, { takes, refuses }) => {
    for (const situation of takes) {
      expect(await outcome(null, situation)).toBe(situation.sound);
      expect(await outcome(name, situation)).toBe('verified');
    }
    if (refuses) expect(await outcome(name, refuses)).toBe(refuses.sound);
    expect(await outcome(name, { policy: keyPair, signedBy: 'the key', sound: 'verified' })).toBe('verified');
  });

  it.each(['blob-redirected', 'manifest-redirected', 'token-realm-foreign'])(
    'credential-sent-to-another-host, where the registry has %s',
    async (leadingAway) => {
      const credentials = { username: 'robot', password: 'secret' };
      const shownElsewhere = async (defect: string | null): Promise<boolean> => {
        await using folder = await temporaryFolder();
        const mode = leadingAway === 'token-realm-foreign' ? 'bearer' : 'basic';
        const authorization = { mode, accounts: [{ name: 'robot', password: 'secret' }] } as const;
        await using registry = await startRegistry({ authorization });
        const access = { ...accessOf(registry), credentials };
        const published = await publish(access, 'charts/good', await chart());
        await using leading = await startRegistry({ authorization, storage: registry.storage, defects: [leadingAway] });
        const foreign = leading.foreignHost?.host ?? '';
        const hosts = {
          [leading.host]: { ca: leading.caPem, credentials },
          [foreign]: { ca: leading.caPem },
        };
        const policy = policyFor([leading], { internal: [leading.host, foreign], hosts });
        await using source = sourceOf(policy, folder.path, { rules: plantInArtifacts(defect) });
        const repository = published.repository.replace(registry.host, leading.host);
        await take(source, named({ ...published, repository }));
        return leading.foreignHost?.requests().some(({ headers }) => headers.authorization !== undefined) ?? false;
      };
      expect(await shownElsewhere(null)).toBe(false);
      expect(await shownElsewhere('credential-sent-to-another-host')).toBe(true);
    },
  );
});

describe('the rules for artifacts', () => {
  it('have a situation for each of their faults', () => {
    const tried = [...Object.keys(SITUATIONS), 'credential-sent-to-another-host'];
    expect(tried.toSorted()).toEqual(ARTIFACT_DEFECTS.map(({ name }) => name).toSorted());
  });

  it('are the correct ones where nothing, or something else, is planted', () => {
    const others = DEVICE_DEFECTS.filter((defect) => !ARTIFACT_DEFECTS.includes(defect));
    for (const name of [null, ...others.map((defect) => defect.name)])
      expect(plantInArtifacts(name)).toBe(correctArtifactRules);
  });
});
