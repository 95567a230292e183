import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  annotatedId,
  documentsIn,
  hasAnnotatedApplication,
  hasAnnotatedId,
  hasPrintedVersion,
  hasProfile,
  isDeployment,
  isNamedAs,
  isNamedAtAll,
  saysItsKind,
  saysNothingOf,
  showsEachOnce,
  showsNoOthers,
} from './repository-deployments.ts';

const ID = 'ad9b614e-8912-45f4-a523-372358765def';

const deployment = {
  apiVersion: 'application.margo.org/v1alpha1',
  kind: 'ApplicationDeployment',
  metadata: { name: 'pump', annotations: { id: ID, applicationId: 'pump-control' } },
  spec: { deploymentProfile: { type: 'helm.v3', components: [{ name: 'a' }, { name: 'b' }] } },
} as const;

const file = (path: string, text: string) => ({ path, bytes: new TextEncoder().encode(text) });

describe('documents in a repository', () => {
  it('are mappings in YAML, wherever they stand, several in a file among them', () => {
    const files = [
      file('README', 'hello: [\n'),
      file('list.yaml', '- a\n'),
      file('x/y/z', JSON.stringify(deployment)),
      file('both.yml', 'kind: Notice\n---\nkind: ApplicationDeployment\n'),
    ];
    const found = documentsIn(files);
    expect(found.map(({ path }) => path)).toEqual(['x/y/z', 'both.yml', 'both.yml']);
    expect(found.filter(({ document }) => isDeployment(document))).toHaveLength(2);
    expect(annotatedId(deployment)).toBe(ID);
  });

  it('are there once for each deployment that is assigned, and not for one that was withdrawn', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 6 }), fc.nat(), (ever, choice) => {
        const [gone = '', ...assigned] = ever;
        const one = assigned[choice % assigned.length] ?? '';
        const upper = assigned.map((id) => id.toUpperCase());
        expect(showsEachOnce(upper, assigned, ever).ok).toBe(true);
        expect(showsEachOnce([...assigned, 'stranger'], assigned, ever).ok).toBe(true);
        expect(showsNoOthers([...upper, gone], ever).ok).toBe(true);
        expect(showsEachOnce([...assigned, one], assigned, ever).ok).toBe(false);
        expect(showsEachOnce([...assigned, gone], assigned, ever).ok).toBe(false);
        expect(
          showsEachOnce(
            assigned.filter((id) => id !== one),
            assigned,
            ever,
          ).ok,
        ).toBe(false);
        expect(showsNoOthers([...assigned, 'stranger'], ever).ok).toBe(false);
      }),
    );
  });
});

describe('a deployment of 2024', () => {
  it('keeps to its rules', () => {
    expect([
      hasAnnotatedId(deployment, ID.toUpperCase()),
      hasAnnotatedApplication(deployment, 'pump-control'),
      isNamedAtAll(deployment),
      isNamedAs(deployment, 'pump'),
      hasProfile(deployment, 'helm.v3', [{ name: 'a' }, { name: 'b' }]),
      saysItsKind({ ...deployment, apiVersion: 'v1' }),
      hasPrintedVersion(deployment),
    ]).toEqual(Array.from({ length: 7 }, () => ({ ok: true })));
  });

  it('breaks them', () => {
    const { metadata, ...bare } = deployment;
    const broken = [
      hasAnnotatedId({ ...bare, id: ID }, ID),
      hasAnnotatedId(deployment, ID.replace('a', 'b')),
      hasAnnotatedId({ metadata: { annotations: { id: 'a1' } } }, 'a1'),
      hasAnnotatedApplication(deployment, 'pump'),
      hasAnnotatedApplication({ metadata: { annotations: { applicationId: 'A' } } }, 'A'),
      isNamedAtAll({ metadata: { name: '' } }),
      isNamedAs({ metadata }, 'valve'),
      hasProfile(deployment, 'docker-compose', [{ name: 'a' }, { name: 'b' }]),
      hasProfile(deployment, 'helm.v3', [{ name: 'b' }, { name: 'a' }]),
      hasProfile(deployment, 'helm.v3', [{ name: 'a' }]),
      saysItsKind(metadata),
      saysItsKind({ kind: 'ApplicationDeployment' }),
      saysItsKind({ apiVersion: 'v1', kind: 'Deployment' }),
      hasPrintedVersion({ apiVersion: 'v1' }),
    ];
    expect(broken.filter(({ ok }) => ok)).toEqual([]);
  });
});

describe('what is of others', () => {
  it('stands neither in a file nor in a name', () => {
    const files = [file('a.yaml', 'token: s3cret\n'), file('devices/edge-7.yaml', '')];
    expect(saysNothingOf(files, { 'a secret': 'another', 'no secret': '' }).ok).toBe(true);
    expect(saysNothingOf(files, { 'a secret': 's3cret' }).ok).toBe(false);
    expect(saysNothingOf(files, { 'a device': 'edge-7' }).ok).toBe(false);
  });
});
