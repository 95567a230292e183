import type { PolicyDocument } from '../../simulator/device/artifacts/policy/policy-document.ts';
import type { PublishedReference } from '../../simulator/packages/package.ts';
import type { SigningKey } from '../../simulator/packages/signing/signing-key.ts';
import type { Registry } from '../../simulator/registry/registry.ts';
import type { Judgement } from '../oracles/judgement.ts';

/** What every scenario stands on. */
export interface Ground {
  /** The registry of the operator's own network. */
  readonly home: Registry;
  readonly policy: PolicyDocument;
  /** Where the component that it is about comes from, if not from there: what runs does not say so itself. */
  readonly source?: string;
  /** Who signs what stands beside the component that it is about. */
  readonly signer?: SigningKey;
  /** Judged when all has been ordered that the scenario is about; it is about our own side. */
  readonly afterwards?: () => Judgement;
}

export type Reference = Pick<PublishedReference, 'repository' | 'revision'>;

/** Who may read a registry that is not open to everybody. */
export const ACCOUNT = { name: 'device', password: 'the right one' } as const;

/** Internal registries only, and nobody has to sign. */
export const trusting = (...registries: readonly Registry[]): PolicyDocument => ({
  internal: registries.map(({ host }) => host),
  external: 'refuse',
  hosts: Object.fromEntries(registries.map(({ host, caPem }) => [host, { ca: caPem }])),
  unsigned: 'allow',
});

/** The same, with a login for one of the registries. */
export const loggingIn = (
  policy: PolicyDocument,
  { host, caPem }: Registry,
  password: string = ACCOUNT.password,
): PolicyDocument => ({
  ...policy,
  hosts: { ...policy.hosts, [host]: { ca: caPem, credentials: { username: ACCOUNT.name, password } } },
});
