/** What the fleet asks of the operator of the WFM; behind it is the control hook. Rejects with a coded error. */
export interface FleetOperator {
  admit(client: FleetClient): Promise<void>;
  /** The deployment carries `canary` as a parameter: whoever receives it can tell whose it is. */
  assign(order: Order): Promise<string>;
  update(order: Order & { readonly deploymentId: string }): Promise<void>;
  withdraw(client: FleetClient, deploymentId: string): Promise<void>;
  /** What the WFM's database says of it; null where it knows none. */
  observe(client: FleetClient, deploymentId: string): Promise<ObservedDeployment | null>;
  close(): Promise<void>;
}

/** A client as the control contract names it, whatever the revision. */
export interface FleetClient {
  readonly device: number;
  /** Of the contract: `{id, spiffeId}`, `{id?, certificate}` or `{id}`. */
  readonly client: Readonly<Record<string, string>>;
}

export interface Order {
  /** UUID, seeded: the same order answers the same deployment. */
  readonly key: string;
  readonly client: FleetClient;
  readonly deviceId: string;
  /** Of this content: device and ordinal of the change. */
  readonly canary: string;
}

export interface ObservedDeployment {
  readonly state: string;
  readonly adoptedManifestVersion?: string;
}
