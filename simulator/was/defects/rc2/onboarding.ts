import { randomUUID, X509Certificate } from 'node:crypto';
import { createRoot } from '../../../pki/authority.ts';
import { stringifyJson } from '../../../protocol/json.ts';
import { JSON_DOCUMENT } from '../../../protocol/media-types.ts';
import type { Answer } from '../../http/answer.ts';
import { type Defect, type Fault, perInstance, replacing } from '../defect.ts';
import { answering, withJson, withStatus } from '../exchanges.ts';
import { recording } from '../records.ts';
import { rc2 } from './signed-requests.ts';

const onboarding = (status: number, change: (answer: Answer) => Answer): Fault =>
  answering({ resource: 'onboarding', status }, change);

const rootAnswer = (certificate: string): Answer => ({
  status: 200,
  headers: { 'Content-Type': JSON_DOCUMENT },
  body: Buffer.from(stringifyJson({ certificate })),
});

const root = (change: (answer: Answer) => Answer): Fault =>
  replacing((behaviour) => ({ rootCertificate: (realm) => change(behaviour.rootCertificate(realm)) }));

/** Two calls at once for the same client: the later one gets an id that nobody keeps. */
function racing(): Fault {
  const inFlight = new Map<string, number>();
  return replacing((behaviour) => ({
    exchange: async (request, next) => {
      if (request.resource !== 'onboarding') return behaviour.exchange(request, next);
      const { key } = request.peer;
      inFlight.set(key, (inFlight.get(key) ?? 0) + 1);
      await new Promise((resolve) => setTimeout(resolve, 20));
      try {
        return await behaviour.exchange(request, next);
      } finally {
        inFlight.set(key, (inFlight.get(key) ?? 0) - 1);
      }
    },
    register: (newcomer, newId, stores) =>
      (inFlight.get(newcomer.client) ?? 0) > 1 ? newId() : behaviour.register(newcomer, newId, stores),
  }));
}

/** Only those are known that were taken in since the WAS was started. */
function forgetting(): Fault {
  return recording(({ registrations }) => {
    const known = new Set<string>();
    return {
      registrations: {
        find: (clientId) => (known.has(clientId) ? registrations.find(clientId) : undefined),
        of: (client) => {
          const found = registrations.of(client);
          return found && known.has(found.clientId) ? found : undefined;
        },
        put: (registration) => {
          known.add(registration.clientId);
          registrations.put(registration);
        },
      },
    };
  });
}

const ORDER = stringifyJson({
  applicationId: 'welcome',
  name: 'welcome',
  namespace: 'default',
  profile: {
    type: 'helm',
    components: [{ name: 'welcome', properties: { repository: 'oci://registry.example/welcome', revision: '1.0.0' } }],
  },
  parameters: {},
});

/** How a client is taken in, and what its id is (ONB-011 to ONB-013). */
export const ONBOARDING_DEFECTS: readonly Defect[] = [
  rc2(
    'onboarding-is-200',
    ['ONB-013'],
    'a client that is taken in gets 200',
    onboarding(201, (answer) => ({ ...answer, status: 200 })),
  ),
  rc2(
    'onboarding-is-202',
    ['ONB-013'],
    'a client that is taken in gets 202',
    onboarding(201, (answer) => ({ ...answer, status: 202 })),
  ),
  rc2(
    'client-id-of-earlier-name',
    ['ONB-013'],
    'the id of a client stands in client_id',
    onboarding(
      201,
      withJson(({ clientId, ...others }) => ({ ...others, client_id: clientId ?? null })),
    ),
  ),
  rc2(
    'client-id-as-number',
    ['ONB-013'],
    'the id of a client is a number',
    onboarding(
      201,
      withJson((document) => ({ ...document, clientId: 42 })),
    ),
  ),
  rc2(
    'client-id-not-url-safe',
    ['ONB-013'],
    'the id of a client has characters that a path has to escape',
    replacing(() => ({ newClientId: () => `client ${randomUUID()}/+?` })),
  ),
  rc2(
    'client-id-with-plus',
    ['ONB-013'],
    'the id of a client is base64',
    replacing(() => ({ newClientId: () => `${Buffer.from(`+~${randomUUID()}`).toString('base64')}+==` })),
  ),
  rc2(
    'one-id-for-two-certificates',
    ['ONB-013', 'SIG-005'],
    'the second client that is taken in gets the id of the first, which is bound to it from then on',
    perInstance(() => {
      let first: string | undefined;
      return replacing((behaviour) => ({
        newClientId: () => {
          first ??= behaviour.newClientId();
          return first;
        },
      }));
    }),
  ),
  rc2(
    'clients-told-by-their-subject',
    ['ONB-013'],
    'a certificate whose subject another one had before gets the id of that one',
    perInstance(() => {
      const ids = new Map<string, string>();
      return replacing((behaviour) => ({
        register: (newcomer, newId, stores) => {
          const { subject } = new X509Certificate(newcomer.certificate);
          const id = ids.get(subject) ?? behaviour.register(newcomer, newId, stores);
          ids.set(subject, id);
          return id;
        },
      }));
    }),
  ),
  rc2(
    'ids-repeat-now-and-then',
    ['ONB-013', 'SIG-005'],
    'every third client gets the id of the one before',
    perInstance(() => {
      let made = 0;
      let last = '';
      return replacing((behaviour) => ({
        newClientId: () => {
          made += 1;
          if (made % 3 !== 0) last = behaviour.newClientId();
          return last;
        },
      }));
    }),
  ),
  rc2(
    'onboarding-again-binds-another-id',
    ['ONB-013'],
    'a client that onboards again gets another id, and the one that it had is nobody',
    replacing(() => ({
      register: (newcomer, newId, { registrations, transaction }) =>
        transaction(() => {
          const clientId = newId();
          registrations.put({ ...newcomer, clientId });
          return clientId;
        }),
    })),
  ),
  rc2(
    'concurrent-onboarding-races',
    ['ONB-013'],
    'of two onboardings at once, one gets an id that nobody keeps',
    perInstance(racing),
  ),
  rc2(
    'onboarding-again-begins-anew',
    ['USR-006'],
    'the devices that a client has reported are gone when it onboards again',
    replacing((behaviour) => ({
      register: (newcomer, newId, stores) => {
        const { client } = newcomer;
        for (const { deviceId } of stores.devices.list(client)) stores.devices.remove(client, deviceId);
        return behaviour.register(newcomer, newId, stores);
      },
    })),
  ),
  rc2('restart-forgets-onboarding', ['ONB-013', 'USR-006'], 'after a restart nobody has been taken in', forgetting()),
  rc2(
    'onboarding-assigns-a-workload',
    ['DSM-001', 'USR-005'],
    'a client that is taken in is given a workload that nobody asked for',
    replacing((behaviour) => ({
      register: (newcomer, newId, stores) => {
        if (!stores.registrations.of(newcomer.client)) {
          const assignment = { id: randomUUID(), key: randomUUID(), client: newcomer.client, deviceId: 'device' };
          stores.deployments.add({ ...assignment, order: ORDER });
        }
        return behaviour.register(newcomer, newId, stores);
      },
    })),
  ),
  rc2(
    'unknown-client-id-served',
    ['SIG-005', 'ONB-013'],
    'under an id that nobody was given, whoever has a trusted certificate is served as the last that was taken in',
    perInstance(() => {
      let last: string | undefined;
      const noting = recording(({ registrations }) => ({
        registrations: {
          put: (registration) => {
            last = registration.clientId;
            registrations.put(registration);
          },
        },
      }));
      const serving = replacing((behaviour) => {
        const strangers = new WeakSet<object>();
        return {
          registrationOf: (clientId, request, stores) => {
            const own = behaviour.registrationOf(clientId, request, stores);
            if (!own) strangers.add(request.headers);
            return own ?? (last === undefined ? undefined : stores.registrations.find(last));
          },
          signatureFault: (request, key, policy) =>
            strangers.has(request.headers) ? undefined : behaviour.signatureFault(request, key, policy),
        };
      });
      return (behaviour) => serving(noting(behaviour));
    }),
  ),
  rc2(
    'malformed-certificate-is-500',
    ['ONB-013'],
    'a certificate that cannot be read is answered with 500',
    replacing((behaviour) => ({
      certificatesIn: (text) => {
        const chain = behaviour.certificatesIn(text);
        if (chain.length === 0) throw new TypeError('the certificate cannot be read');
        return chain;
      },
    })),
  ),
  rc2(
    'malformed-certificate-is-403',
    ['ONB-013'],
    'a certificate that cannot be read is answered with 403',
    replacing((behaviour) => ({
      problem: (problem) =>
        behaviour.problem(
          problem.detail.startsWith('The certificate is no base64') ? { ...problem, reason: 403 } : problem,
        ),
    })),
  ),
  rc2(
    'malformed-onboarding-taken-in',
    ['ONB-013'],
    'a request that cannot be understood is answered with 201 and an id',
    onboarding(400, (answer) => ({ ...withJson(() => ({ clientId: randomUUID() }))(answer), status: 201 })),
  ),
  rc2(
    'malformed-onboarding-is-422',
    ['ONB-013'],
    'an onboarding request that cannot be understood gets 422',
    onboarding(400, withStatus(422)),
  ),
  rc2(
    'untrusted-onboarding-is-401',
    ['ONB-013'],
    'a client that is rejected gets 401',
    onboarding(403, withStatus(401)),
  ),
  rc2(
    'untrusted-onboarding-is-400',
    ['ONB-013'],
    'a client that is rejected gets 400',
    onboarding(403, withStatus(400)),
  ),
  rc2(
    'root-certificate-not-served',
    ['ONB-011', 'GEN-001'],
    'there is no root certificate to download',
    root(() => ({ status: 404, headers: {} })),
  ),
  rc2(
    'root-certificate-is-rubbish',
    ['ONB-011'],
    'what is to be the root certificate is base64 of something else',
    root(() => rootAnswer(Buffer.from('no certificate').toString('base64'))),
  ),
  rc2(
    'root-certificate-is-not-base64',
    ['ONB-011'],
    'what is to be base64 of the root certificate has other characters',
    root(() => rootAnswer('%%%')),
  ),
  rc2(
    'root-certificate-under-another-name',
    ['ONB-011'],
    'the root certificate stands in ca',
    root(withJson(({ certificate }) => ({ ca: certificate ?? null }))),
  ),
  rc2(
    'root-certificate-needs-signature',
    ['ONB-011', 'GEN-001'],
    'the root certificate is served only to requests that are signed',
    replacing((behaviour) => ({
      exchange: async (request, next) =>
        request.resource === 'root-certificate' && request.headers['signature'] === undefined
          ? behaviour.problem({ reason: 401, detail: 'Sign the request', headers: { Connection: 'close' } })
          : behaviour.exchange(request, next),
    })),
  ),
  rc2(
    'root-certificate-of-another',
    ['ONB-011', 'GEN-001'],
    'the root certificate is one that the certificate of this WFM does not lead to',
    perInstance(() => {
      let other = '';
      return replacing((behaviour) => ({
        ownIdentity: async (pki, realm) => {
          other = (await createRoot({ name: 'somebody else' })).certificatePem;
          return behaviour.ownIdentity(pki, realm);
        },
        rootCertificate: () => rootAnswer(Buffer.from(other).toString('base64')),
      }));
    }),
  ),
];
