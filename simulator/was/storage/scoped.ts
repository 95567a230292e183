import type { ClientKey } from '../identity/peer.ts';
import type { Assignment, Registration, Stores } from './stores.ts';

/**
 * The records of one endpoint among those of several in the same database: every client of it has a key of its own
 * there, so that none of its records is found from another endpoint.
 */
export function scoped(stores: Stores, endpoint: string): Stores {
  const prefix = `${endpoint}|`;
  const inside = (client: ClientKey): ClientKey => prefix + client;
  const outside = <Named extends { readonly client: ClientKey }>(named: Named | undefined): Named | undefined =>
    named?.client.startsWith(prefix) ? { ...named, client: named.client.slice(prefix.length) } : undefined;
  const { clients, registrations, devices, deployments, manifests, artifacts, statuses } = stores;
  const ownAssignment = (assignment: Assignment): Assignment => ({
    ...assignment,
    client: assignment.client.slice(prefix.length),
    key: assignment.key.slice(prefix.length),
  });
  const optional = (found: Assignment | undefined): Assignment | undefined => found && ownAssignment(found);
  return {
    clients: {
      decide: (client, decision) => clients.decide(inside(client), decision),
      decision: (client) => clients.decision(inside(client)),
    },
    registrations: {
      find: (clientId) => outside<Registration>(registrations.find(clientId)),
      of: (client) => outside<Registration>(registrations.of(inside(client))),
      put: (registration) => registrations.put({ ...registration, client: inside(registration.client) }),
    },
    devices: {
      has: (client, deviceId) => devices.has(inside(client), deviceId),
      put: (client, deviceId, document) => devices.put(inside(client), deviceId, document),
      remove: (client, deviceId) => devices.remove(inside(client), deviceId),
      list: (client) => devices.list(inside(client)),
    },
    deployments: {
      byKey: (key) => optional(deployments.byKey(inside(key))),
      find: (client, id) => optional(deployments.find(inside(client), id)),
      desired: (client) => deployments.desired(inside(client)).map(ownAssignment),
      revision: (client) => deployments.revision(inside(client)),
      add: (assignment) =>
        deployments.add({ ...assignment, client: inside(assignment.client), key: inside(assignment.key) }),
      change: (client, id, order) => deployments.change(inside(client), id, order),
      withdraw: (client, id) => deployments.withdraw(inside(client), id),
    },
    manifests: {
      latest: (client) => manifests.latest(inside(client)),
      put: (client, manifest) => manifests.put(inside(client), manifest),
    },
    artifacts: {
      find: (client, deploymentId, digest) => artifacts.find(inside(client), deploymentId, digest),
      put: (client, ...artifact) => artifacts.put(inside(client), ...artifact),
      dropBefore: (client, generation) => artifacts.dropBefore(inside(client), generation),
    },
    statuses: {
      has: (client, deploymentId) => statuses.has(inside(client), deploymentId),
      find: (client, deploymentId) => statuses.find(inside(client), deploymentId),
      put: (client, deploymentId, document) => statuses.put(inside(client), deploymentId, document),
    },
    transaction: stores.transaction,
  };
}
