import type { ResourceName } from '../http/api-request.ts';
import type { Peer } from '../identity/peer.ts';
import { type Defect, defect, type Fault, perInstance, replacing } from './defect.ts';
import { answering, resourceOf, withHeader, withJson, withStatus } from './exchanges.ts';
import { recording } from './records.ts';

const unguarded = (...resources: readonly ResourceName[]): Fault =>
  replacing((behaviour) => ({
    admits: (policy, peer, decision, request) =>
      resources.includes(resourceOf(request)) || behaviour.admits(policy, peer, decision, request),
  }));

/** A retirement is seen only by connections that are opened after it. */
const decidedPerConnection: Fault = replacing((behaviour) => {
  const admitted = new WeakSet<Peer>();
  return {
    admits: (policy, peer, decision, request) => {
      if (admitted.has(peer)) return true;
      const answer = behaviour.admits(policy, peer, decision, request);
      if (answer) admitted.add(peer);
      return answer;
    },
  };
});

/** Compares with every admitted id, by a rule that is too wide. */
const admitting = (similar: (admitted: string, asked: string) => boolean): Fault => {
  const admitted = new Set<string>();
  return recording(({ clients }) => ({
    clients: {
      decide: (client, decision) => {
        if (decision === 'admitted') admitted.add(client);
        else admitted.delete(client);
        clients.decide(client, decision);
      },
      decision: (client) =>
        clients.decision(client) ?? (Array.from(admitted).some((one) => similar(one, client)) ? 'admitted' : undefined),
    },
  }));
};

const DENIED = { status: 403 } as const;

export const POLICY_DEFECTS: readonly Defect[] = [
  defect(
    'retire-without-effect',
    ['WIP-012'],
    'a retired client is served as before',
    recording(({ clients }) => ({
      clients: {
        decide: (client, decision) => (decision === 'admitted' ? clients.decide(client, decision) : undefined),
      },
    })),
  ),
  defect(
    'retired-client-removes-devices',
    ['WIP-012'],
    'a retired client can still remove its devices, and nothing else',
    replacing((behaviour) => ({
      admits: (policy, peer, decision, request) =>
        (decision === 'retired' && request.method === 'DELETE') || behaviour.admits(policy, peer, decision, request),
    })),
  ),
  defect(
    'retire-needs-a-new-connection',
    ['WIP-012', 'TLS-006'],
    'a retired client is served on the connections that it has open',
    decidedPerConnection,
  ),
  defect(
    'admitted-by-prefix',
    ['WIP-012', 'WIP-006'],
    'a client is admitted when its id begins with that of an admitted one',
    perInstance(() => admitting((one, asked) => asked.startsWith(one))),
  ),
  defect(
    'admitted-without-case',
    ['WIP-012', 'WIP-006'],
    'a client is admitted when its id differs from that of an admitted one only in case',
    perInstance(() => admitting((one, asked) => one.toLowerCase() === asked.toLowerCase())),
  ),
  defect(
    'retirement-without-case',
    ['WIP-012'],
    'retiring a client retires those whose ids differ from its own only in case',
    perInstance(() => {
      const retired = new Map<string, string>();
      return recording(({ clients }) => ({
        clients: {
          decide: (client, decision) => {
            if (decision === 'retired') retired.set(client.toLowerCase(), client);
            else if (retired.get(client.toLowerCase()) === client) retired.delete(client.toLowerCase());
            clients.decide(client, decision);
          },
          decision: (client) => (retired.has(client.toLowerCase()) ? 'retired' : clients.decision(client)),
        },
      }));
    }),
  ),
  defect(
    'readmission-without-effect',
    ['USR-005', 'WIP-013'],
    'a client that was once retired stays refused',
    recording(({ clients }) => ({
      clients: {
        decide: (client, decision) =>
          clients.decision(client) === 'retired' ? undefined : clients.decide(client, decision),
      },
    })),
  ),
  defect(
    'policy-not-asked-for-manifest',
    ['WIP-012'],
    'a client that was not accepted can read a manifest',
    unguarded('manifest'),
  ),
  defect(
    'policy-not-asked-for-artifacts',
    ['WIP-012'],
    'a client that was not accepted can read artifacts',
    unguarded('deployment', 'bundle'),
  ),
  defect(
    'policy-not-asked-for-capabilities',
    ['WIP-012'],
    'a client that was not accepted can report devices',
    unguarded('capabilities'),
  ),
  defect(
    'policy-not-asked-for-status',
    ['WIP-012'],
    'a client that was not accepted can report statuses',
    unguarded('status'),
  ),
  defect(
    'denial-is-401',
    ['GEN-011', 'CAP-006'],
    'a client that is not accepted gets 401',
    answering(DENIED, (answer) => withJson((document) => ({ ...document, status: 401 }))(withStatus(401)(answer))),
  ),
  defect(
    'denial-is-an-empty-manifest',
    ['GEN-011', 'WIP-012'],
    'a client that is not accepted gets 200 and an empty manifest',
    answering({ ...DENIED, resource: 'manifest' }, (answer) => ({
      ...withHeader('Content-Type', 'application/vnd.margo.manifest.v1+json')(answer),
      status: 200,
      body: Buffer.from('{"manifestVersion":1,"bundle":null,"deployments":[]}'),
    })),
  ),
  defect(
    'denial-is-plain-text',
    ['GEN-011', 'ERR-001'],
    'the denial is a line of text',
    answering(DENIED, (answer) => ({
      ...withHeader('Content-Type', 'text/plain')(answer),
      body: Buffer.from('forbidden'),
    })),
  ),
  defect(
    'denial-of-unregistered-type',
    ['ERR-002', 'ERR-006'],
    'the denial has a type that the registry lacks, in the Margo namespace',
    answering(
      DENIED,
      withJson((document) => ({
        ...document,
        type: `${String(document['type']).split('#')[0]}#wfm-client-relationship-retired`,
      })),
    ),
  ),
];
