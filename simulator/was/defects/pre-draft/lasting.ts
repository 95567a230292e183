import { parseJson, stringifyJson } from '../../../protocol/json.ts';
import { type Defect, type Fault, perInstance, replacing } from '../defect.ts';
import { answering, withJson } from '../exchanges.ts';
import { recording } from '../records.ts';
import { preDraft, ruling } from './ruling.ts';

const SOON_MS = 500;

/** Where a client has had a token, further ones go to whoever was given such a one shortly before. */
function furtherTokensMixedUp(): Fault {
  const given = new Set<string>();
  let last = { client: '', at: 0 };
  return ruling((rules) => ({
    enrolments: (store) => {
      const enrolments = rules.enrolments(store);
      return {
        ...enrolments,
        putToken: (token) => {
          const further = given.has(token.client);
          given.add(token.client);
          if (!further) return enrolments.putToken(token);
          const now = Date.now();
          const client = now - last.at < SOON_MS && last.client !== '' ? last.client : token.client;
          const { generation = token.generation } = enrolments.of(client) ?? {};
          last = { client, at: now };
          enrolments.putToken({ ...token, client, generation });
        },
      };
    },
  }));
}

const MOST_TOKENS = 3;

function fewTokens(): Fault {
  const given = new Map<string, number>();
  return ruling((rules) => ({
    enrolments: (store) => {
      const enrolments = rules.enrolments(store);
      return {
        ...enrolments,
        putToken: (token) => {
          const count = (given.get(token.client) ?? 0) + 1;
          given.set(token.client, count);
          if (count <= MOST_TOKENS) enrolments.putToken(token);
        },
      };
    },
  }));
}

/** Who was ever refused at onboarding is refused for ever. */
function unforgiving(): Fault {
  const refused = new Set<string>();
  return replacing((behaviour) => ({
    admits: (policy, peer, decision, request) => {
      const admitted = !refused.has(peer.key) && behaviour.admits(policy, peer, decision, request);
      if (!admitted && request.resource === 'onboarding') refused.add(peer.key);
      return admitted;
    },
  }));
}

function firstEnrolmentStays(): Fault {
  return ruling((rules) => ({
    enrolments: (store) => {
      const enrolments = rules.enrolments(store);
      return {
        ...enrolments,
        put: (enrolment) => {
          if (enrolments.of(enrolment.client) === undefined) enrolments.put(enrolment);
        },
      };
    },
  }));
}

/** Faults of clients that show only when they come again, or with others. */
export const LASTING_DEFECTS: readonly Defect[] = [
  preDraft(
    'token-for-client-in-body-opens-nothing',
    ['ONB-002'],
    'a client that authenticates in the body is given a token that nobody knows',
    answering(
      { resource: 'token', status: 200, when: ({ body }) => body.toString().includes('client_secret=') },
      withJson((document) => ({ ...document, access_token: 'nobody-knows-this-one' })),
    ),
  ),
  preDraft(
    'tokens-run-out',
    ['ONB-002'],
    'only the first tokens of a client are good for anything',
    perInstance(fewTokens),
  ),
  preDraft(
    'tokens-of-clients-mixed-up-at-once',
    ['ONB-002', 'USR-016'],
    'of clients that ask for further tokens at the same time one acts as the other',
    perInstance(furtherTokensMixedUp),
  ),
  preDraft(
    'retired-client-of-2024-goes-on',
    ['ONB-002'],
    'a client that the operator no longer accepts gets tokens that open what they did',
    replacing((behaviour) => ({
      admits: (policy, peer, decision, request) =>
        decision === 'retired' || behaviour.admits(policy, peer, decision, request),
    })),
  ),
  preDraft(
    'devices-of-all-shown-to-each',
    ['USR-016', 'USR-015'],
    "a client's record shows the devices of others as its own",
    recording(({ devices }) => {
      const clients = new Set<string>();
      return {
        devices: {
          put: (client, deviceId, document) => {
            clients.add(client);
            devices.put(client, deviceId, document);
          },
          list: (client) => [
            ...devices.list(client),
            ...Array.from(clients).flatMap((other) => (other === client ? [] : devices.list(other).slice(0, 1))),
          ],
        },
      };
    }),
  ),
  preDraft(
    'payload-hash-of-rewritten-json',
    ['ONB-004'],
    'a signature is compared with the hash of the JSON as this WAS would write it',
    ruling((rules) => ({
      signatureFault: (request, enrolment) => {
        try {
          const body = Buffer.from(stringifyJson(parseJson(request.body.toString())));
          return rules.signatureFault({ ...request, body }, enrolment);
        } catch {
          return rules.signatureFault(request, enrolment);
        }
      },
    })),
  ),
  preDraft(
    'later-handouts-are-not-kept',
    ['ONB-003'],
    'a client that asks again is given credentials that nobody knows',
    firstEnrolmentStays(),
  ),
  preDraft(
    'refused-once-refused-for-ever',
    ['ONB-003'],
    'a client that asked before the operator admitted it is never taken in',
    perInstance(unforgiving),
  ),
];
