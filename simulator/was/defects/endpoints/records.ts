import type { Defect } from '../defect.ts';
import { acrossEndpoints, anyDecision, apart } from './across.ts';

/** Decisions and records of one endpoint that reach another. */
export const ENDPOINT_RECORD_DEFECTS: readonly Defect[] = [
  apart(
    'endpoints-share-admissions',
    'a client that one endpoint accepts is accepted by every other',
    acrossEndpoints((own, all) => ({ clients: { decision: anyDecision(own, all) } })),
  ),
  apart(
    'endpoints-share-retirements',
    'a client that was retired at one endpoint is retired at all',
    acrossEndpoints(({ clients }, all) => ({
      clients: {
        decide: (client, decision) => {
          if (decision === 'admitted') clients.decide(client, decision);
          else for (const other of all()) other.clients.decide(client, decision);
        },
      },
    })),
  ),
  apart(
    'endpoints-share-devices',
    'the devices that a client has reported at one endpoint are listed at every other',
    acrossEndpoints((_own, all) => ({
      devices: { list: (client) => all().flatMap(({ devices }) => devices.list(client)) },
    })),
  ),
  apart(
    'endpoints-share-workloads',
    'what is assigned to a client at one endpoint is served to it at every other',
    acrossEndpoints((_own, all) => ({
      deployments: {
        desired: (client) => all().flatMap(({ deployments }) => deployments.desired(client)),
        revision: (client) => all().reduce((sum, { deployments }) => sum + deployments.revision(client), 0),
      },
    })),
  ),
];
