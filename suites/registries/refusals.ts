import type { PolicyDocument } from '../../simulator/device/artifacts/policy/policy-document.ts';
import type { Registry } from '../../simulator/registry/registry.ts';
import { HOLDS, type Judgement, judgeThat } from '../oracles/judgement.ts';
import { ACCOUNT, type Ground, loggingIn, type Reference, trusting } from './ground.ts';
import type { Stage } from './stage.ts';

/** A reason for which a device must not take an artifact. */
export interface Refusal {
  /** Last part of the check's id. */
  readonly name: string;
  /** Completes "A deployment is reported as failed …". */
  readonly when: string;
  /** Codes that tell the cause. */
  readonly causes: readonly string[];
  readonly prepare: (stage: Stage) => Promise<Plan>;
}

/** What is ordered in turn: something right, what has to be refused, something right again. */
export interface Plan extends Ground {
  readonly right: Reference;
  readonly wrong: Reference;
  readonly again: Reference;
  /** What goes wrong after the first was installed, and what puts it right. */
  readonly breaks?: () => Promise<void>;
  readonly mends?: () => Promise<void>;
}

const FIRST = '1.0.0';
const SECOND = '1.1.0';
const THIRD = '2.0.0';

/** Another registry has the same, and is not as it should be: the order goes there, and comes back. */
const fromAnother =
  (
    options: (home: Registry) => Parameters<Stage['registry']>[0],
    policyOf: (home: Registry, other: Registry) => PolicyDocument = trusting,
    afterwards: (other: Registry) => Judgement = () => HOLDS,
  ): Refusal['prepare'] =>
  async (stage) => {
    const home = await stage.registry();
    const right = await stage.publish(home, { revision: FIRST });
    const again = await stage.publish(home, { revision: SECOND });
    const other = await stage.registry({ ...options(home), storage: home.storage });
    const wrong = { repository: `oci://${other.host}/charts/good`, revision: SECOND };
    return { home, policy: policyOf(home, other), right, wrong, again, afterwards: () => afterwards(other) };
  };

const unasked = (other: Registry): Judgement =>
  judgeThat(
    other.requests().length === 0,
    'no request to the registry',
    other
      .requests()
      .map(({ method, target }) => `${method} ${target}`)
      .join(', '),
  );

const keptCredentials = ({ foreignHost }: Registry): Judgement => {
  const shown = foreignHost?.requests().find(({ headers }) => headers.authorization !== undefined);
  return judgeThat(
    shown === undefined,
    'no credentials for another host',
    `${shown?.method} ${shown?.target} with them`,
  );
};

const withDefect = (defect: string): Refusal['prepare'] => fromAnother(() => ({ defects: [defect] }));

/** The second revision is signed by somebody else, or by nobody. */
const signed =
  (by: 'another' | 'nobody'): Refusal['prepare'] =>
  async (stage) => {
    const home = await stage.registry();
    const key = stage.key();
    const right = await stage.publish(home, { revision: FIRST, signedBy: key });
    const wrong = await stage.publish(home, {
      revision: SECOND,
      ...(by === 'another' && { signedBy: stage.key() }),
    });
    const again = await stage.publish(home, { revision: THIRD, signedBy: key });
    const policy: PolicyDocument = {
      ...trusting(home),
      signatures: { helm: { by: 'key-pair', keys: [key.publicKeyPem] } },
    };
    return { home, policy, right, wrong, again, signer: key };
  };

export const REFUSALS: readonly Refusal[] = [
  {
    name: 'tampered-chart',
    when: 'where the bytes of its chart are not those of their digest',
    causes: ['DIGEST_MISMATCH'],
    prepare: withDefect('blob-altered'),
  },
  {
    name: 'lying-digest',
    when: 'where its registry names another digest than that of the manifest',
    causes: ['DIGEST_MISMATCH', 'REGISTRY_MALFORMED'],
    prepare: withDefect('manifest-digest-lies'),
  },
  {
    name: 'another-version',
    when: 'where its registry gives out an older version under the name of the newer',
    causes: ['ARTIFACT_VERSION_MISMATCH'],
    prepare: withDefect('other-version-served'),
  },
  {
    name: 'chart-signed-by-another-key',
    when: 'where somebody else has signed its chart',
    causes: ['SIGNATURE_INVALID', 'SIGNATURE_NOT_VERIFIED', 'SIGNATURE_MISSING'],
    prepare: signed('another'),
  },
  {
    name: 'missing-signature',
    when: 'where nobody has signed its chart and somebody has to',
    causes: ['SIGNATURE_MISSING'],
    prepare: signed('nobody'),
  },
  {
    name: 'moved-tag',
    when: 'where the tag of its chart names something else than before',
    causes: ['TAG_MOVED'],
    prepare: async (stage) => {
      const home = await stage.registry();
      const right = await stage.publish(home, { revision: FIRST });
      const again = await stage.publish(home, { revision: SECOND });
      const breaks = async (): Promise<void> =>
        void (await stage.publish(home, { revision: FIRST, mark: 'other content under the same revision' }));
      return { home, policy: trusting(home), right, wrong: right, again, breaks };
    },
  },
  {
    name: 'external-reference',
    when: 'where it comes from a registry outside of the operator network, which is not even asked',
    causes: ['EXTERNAL_REGISTRY_REFUSED'],
    prepare: fromAnother(
      () => ({}),
      (home) => trusting(home),
      unasked,
    ),
  },
  {
    name: 'unsigned-type',
    when: 'where nothing verifies packages of its type and its registry is an external one, which is not even asked',
    causes: ['UNSIGNED_TYPE_REFUSED'],
    prepare: fromAnother(
      () => ({}),
      (home, other) => ({
        ...trusting(home, other),
        internal: [home.host],
        external: 'listed',
        unsigned: 'internal-only',
      }),
      unasked,
    ),
  },
  {
    name: 'mirror-alone',
    when: 'where the mirror that alone may be asked does not have it',
    causes: ['ARTIFACT_NOT_FOUND'],
    prepare: async (stage) => {
      const home = await stage.registry();
      const right = await stage.publish(home, { revision: FIRST });
      const again = await stage.publish(home, { revision: SECOND });
      const [mirror, other] = [await stage.registry(), await stage.registry({ storage: home.storage })];
      const policy = { ...trusting(home, other, mirror), mirrors: { [other.host]: { host: mirror.host, only: true } } };
      const wrong = { repository: `oci://${other.host}/charts/good`, revision: SECOND };
      return { home, policy, right, wrong, again, afterwards: () => unasked(other) };
    },
  },
  {
    name: 'credentials-led-away',
    when: 'where its registry asks for the credentials of the device to be sent to another host, which gets none',
    causes: ['CREDENTIAL_LEAK_REFUSED'],
    prepare: fromAnother(
      () => ({
        authorization: { mode: 'bearer', accounts: [{ name: 'device', password: 'secret' }] },
        defects: ['token-realm-foreign'],
      }),
      (home, other) => {
        const foreign = other.foreignHost?.host ?? '';
        const policy = trusting(home, other);
        const credentials = { username: 'device', password: 'secret' };
        return {
          ...policy,
          internal: [...policy.internal, foreign],
          hosts: { ...policy.hosts, [other.host]: { ca: other.caPem, credentials }, [foreign]: { ca: other.caPem } },
        };
      },
      keptCredentials,
    ),
  },
  {
    name: 'unknown-authority',
    when: 'where an authority that nobody knows vouches for its registry',
    causes: ['REGISTRY_CA_UNKNOWN'],
    prepare: fromAnother(
      () => ({}),
      (home, other) => ({ ...trusting(home), internal: [home.host, other.host] }),
    ),
  },
  {
    name: 'rejected-credentials',
    when: 'where its registry does not accept the credentials of the device',
    causes: ['REGISTRY_UNAUTHORIZED', 'REGISTRY_FORBIDDEN'],
    prepare: fromAnother(
      () => ({ authorization: { mode: 'basic', accounts: [ACCOUNT] } }),
      (home, other) => loggingIn(trusting(home, other), other, 'another one'),
    ),
  },
  {
    name: 'another-chart',
    when: 'where its registry has another chart under its name',
    causes: ['CHART_NAME_MISMATCH', 'ARTIFACT_VERSION_MISMATCH'],
    prepare: withDefect('other-artifact-served'),
  },
  {
    name: 'registry-outage',
    when: 'while its registry is not there',
    causes: ['REGISTRY_UNREACHABLE', 'REGISTRY_TIMEOUT', 'REGISTRY_UNAVAILABLE'],
    prepare: async (stage) => {
      const home = await stage.registry();
      const right = await stage.publish(home, { revision: FIRST });
      const wrong = await stage.publish(home, { revision: SECOND });
      const again = await stage.publish(home, { revision: THIRD });
      const { goDown, comeBack } = home;
      return { home, policy: trusting(home), right, wrong, again, breaks: goDown, mends: comeBack };
    },
  },
];
