import { judgeThat } from '../oracles/judgement.ts';
import { ACCOUNT, type Ground, loggingIn, type Reference, trusting } from './ground.ts';
import type { Stage } from './stage.ts';

/** A way to artifacts that a device has to find. */
export interface Acceptance {
  /** Last part of the check's id. */
  readonly name: string;
  /** Completes "A deployment runs …". */
  readonly when: string;
  readonly prepare: (stage: Stage) => Promise<Ground & { readonly orders: readonly Reference[] }>;
}

const REVISIONS = ['1.0.0', '1.1.0'] as const;

export const ACCEPTANCES: readonly Acceptance[] = [
  {
    name: 'external-with-login-and-signature',
    when: 'where it comes from an external registry that wants a login, signed by whom the device trusts',
    prepare: async (stage) => {
      const home = await stage.registry();
      const key = stage.key();
      // It is filled by somebody who may write, and read by devices, who may not.
      const open = await stage.registry();
      const external = await stage.registry({
        storage: open.storage,
        authorization: {
          mode: 'bearer',
          accounts: [{ ...ACCOUNT, grants: [{ repository: 'charts/good', actions: ['pull'] }] }],
        },
      });
      const orders: Reference[] = [];
      for (const revision of REVISIONS) {
        await stage.publish(open, { revision, signedBy: key, signedFor: external.host });
        orders.push({ repository: `oci://${external.host}/charts/good`, revision });
      }
      const signatures = { helm: { by: 'key-pair', keys: [key.publicKeyPem] } } as const;
      const policy = loggingIn({ ...trusting(home), external: 'listed', signatures }, external);
      return { home, policy, orders, signer: key, source: `oci://${external.host}/charts/good` };
    },
  },
  {
    name: 'mirror-in-an-air-gap',
    when: 'where a mirror stands in for an external registry, which is never asked',
    prepare: async (stage) => {
      const home = await stage.registry();
      const external = await stage.registry();
      const orders: Reference[] = [];
      for (const revision of REVISIONS) {
        await stage.publish(home, { revision });
        orders.push({ repository: `oci://${external.host}/charts/good`, revision });
      }
      const policy = { ...trusting(home), mirrors: { [external.host]: { host: home.host, only: true } } };
      const afterwards = () =>
        judgeThat(
          external.requests().length === 0,
          'no request to the external registry',
          `${external.requests().length}`,
        );
      return { home, policy, orders, afterwards, source: `oci://${external.host}/charts/good` };
    },
  },
];
