import type { Assignment, DeploymentStore, Stores } from '../storage/stores.ts';

/** How long an operator's action takes to show. */
const DELAY_MS = 1_500;

interface Snapshot {
  readonly revision: number;
  readonly desired: readonly Assignment[];
  readonly until: number;
}

/** Shows what was desired before the last burst of changes, until the delay has passed since its first. */
function delayed(deployments: DeploymentStore): DeploymentStore {
  const before = new Map<string, Snapshot>();
  const shown = (client: string): Snapshot | undefined => {
    const snapshot = before.get(client);
    if (snapshot && Date.now() < snapshot.until) return snapshot;
    before.delete(client);
    return undefined;
  };
  const remember = (client: string): void => {
    if (shown(client)) return;
    const snapshot = { revision: deployments.revision(client), desired: deployments.desired(client) };
    before.set(client, { ...snapshot, until: Date.now() + DELAY_MS });
  };
  return {
    ...deployments,
    desired: (client) => shown(client)?.desired ?? deployments.desired(client),
    revision: (client) => shown(client)?.revision ?? deployments.revision(client),
    add: (assignment) => {
      remember(assignment.client);
      deployments.add(assignment);
    },
    change: (client, id, order) => {
      remember(client);
      deployments.change(client, id, order);
    },
    withdraw: (client, id) => {
      remember(client);
      deployments.withdraw(client, id);
    },
  };
}

export const delayedStores = (stores: Stores): Stores => ({ ...stores, deployments: delayed(stores.deployments) });
