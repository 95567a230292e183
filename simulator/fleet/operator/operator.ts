import type { JsonObject } from '../../protocol/json.ts';

/**
 * What the fleet asks of the operator of the WFM; behind it is the control hook. Rejects with a coded error;
 * `CONTROL_UNSUPPORTED` where the hook lacks the verb.
 */
export interface FleetOperator {
  /** Verbs that the hook has, as the control contract names them. */
  readonly supports: ReadonlySet<string>;
  admit(client: FleetClient): Promise<void>;
  /** The deployment carries `canary` as a parameter: whoever receives it can tell whose it is. */
  assign(order: Order): Promise<string>;
  update(order: Order & { readonly deploymentId: string }): Promise<void>;
  withdraw(client: FleetClient, deploymentId: string): Promise<void>;
  /** What the WFM's database says of it; null where it knows none. */
  observe(client: FleetClient, deploymentId: string): Promise<ObservedDeployment | null>;
  /** The capabilities as the WFM stored them. */
  devices(client: FleetClient): Promise<readonly ObservedDevice[]>;
  close(): Promise<void>;
}

/** A client as the control contract names it, whatever the revision. */
export interface FleetClient {
  readonly device: number;
  /** Of the contract: `{id, spiffeId}`, `{id?, certificate}` or `{id}`. */
  readonly client: Readonly<Record<string, string>>;
}

/** A client, and what may be assigned to it. */
export interface FleetMember extends FleetClient {
  /** Of the client's own device. */
  readonly deviceId: string;
  /** What it deploys; null where nothing can be assigned to it. */
  readonly type: DeployedType | null;
}

export type DeployedType = 'helm' | 'compose';

export interface Order {
  /** UUID, seeded: the same order answers the same deployment. */
  readonly key: string;
  readonly client: FleetClient;
  readonly deviceId: string;
  readonly type: DeployedType;
  /** Of this content: device and ordinal of the change. */
  readonly canary: string;
}

export interface ObservedDeployment {
  readonly state: string;
  readonly components: readonly { readonly name: string; readonly state: string }[];
  /** As text, exact beyond 2^53. */
  readonly adoptedManifestVersion?: string;
}

export interface ObservedDevice {
  readonly deviceId: string;
  readonly properties: JsonObject;
  readonly labels: JsonObject | undefined;
}
