import { type ApiRequest, header } from '../../http/api-request.ts';
import type { Enrolment } from '../../pre-draft/enrolments.ts';
import { type Defect, type Fault, perInstance, replacing } from '../defect.ts';
import { recording } from '../records.ts';
import { both, preDraft, ruling } from './ruling.ts';

/** Takes a request without a valid token for that of whoever has signed its payload. */
const believingSigners = (believes: (request: ApiRequest, presented: string | undefined) => boolean): Fault =>
  perInstance(() => {
    const byKey = new Map<string, Enrolment>();
    return ruling((rules) => ({
      enrolments: (store) => {
        const enrolments = rules.enrolments(store);
        return {
          ...enrolments,
          put: (enrolment) => {
            byKey.set(enrolment.publicKey, enrolment);
            enrolments.put(enrolment);
          },
        };
      },
      withoutToken: (request, presented) => (believes(request, presented) ? byKey.get(keyOf(request)) : undefined),
    }));
  });

const keyOf = (request: ApiRequest): string =>
  Buffer.from(header(request, 'x-payload-signature') ?? '', 'base64')
    .toString('latin1')
    .split(';')[0] ?? '';

const LIFETIME_SECONDS = 1;

/** Acts as the client that a device, or a deployment, is of. */
const actingAsOwner = (name: 'deviceId' | 'deploymentId'): Fault =>
  perInstance(() => {
    const owners = new Map<string, string>();
    return both(
      recording(({ devices, deployments }) => ({
        devices: {
          put: (client, deviceId, document) => {
            if (!owners.has(deviceId)) owners.set(deviceId, client);
            devices.put(client, deviceId, document);
          },
        },
        deployments: {
          add: (assignment) => {
            owners.set(assignment.id, assignment.client);
            deployments.add(assignment);
          },
        },
      })),
      replacing((behaviour) => ({
        callerOf: (request) => owners.get(request.params[name] ?? '') ?? behaviour.callerOf(request),
        preDraft: { ...behaviour.preDraft, mayReport: () => true, isOfDevice: () => true },
      })),
    );
  });

/** Who a request below `/device` is of. */
export const BEARER_TOKEN_DEFECTS: readonly Defect[] = [
  preDraft(
    'bearer-token-not-demanded',
    ['ONB-002'],
    'a request without a token is served',
    believingSigners((_request, presented) => presented === undefined),
  ),
  preDraft(
    'bearer-token-not-demanded-for-status',
    ['ONB-002'],
    'a status without a token is served',
    believingSigners(({ resource }, presented) => resource === 'status' && presented === undefined),
  ),
  preDraft(
    'bearer-token-not-demanded-for-put',
    ['ONB-002'],
    'a PUT without a token is served',
    believingSigners(({ method }, presented) => method === 'PUT' && presented === undefined),
  ),
  preDraft(
    'any-bearer-token-accepted',
    ['ONB-002'],
    'a request with any token is served',
    believingSigners((_request, presented) => presented !== undefined),
  ),
  preDraft(
    'bearer-token-outlives-its-end',
    ['ONB-002'],
    'a token is served after the lifetime that was told',
    ruling((rules) => ({ tokenAnswer: (token) => rules.tokenAnswer({ ...token, seconds: LIFETIME_SECONDS }) })),
  ),
  preDraft(
    'bearer-token-of-narrow-scope-opens-all',
    ['ONB-002'],
    'a token that was asked for one thing only is served for others, too',
    ruling(() => ({ scopeSuffices: () => true })),
  ),
  preDraft(
    'bearer-token-opens-foreign-device',
    ['USR-016'],
    "with a client's token the devices of another can be changed",
    actingAsOwner('deviceId'),
  ),
  preDraft(
    'bearer-token-opens-foreign-deployment',
    ['USR-016'],
    "with a client's token the status of another client's deployment can be reported",
    actingAsOwner('deploymentId'),
  ),
];
