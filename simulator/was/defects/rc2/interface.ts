import { isJsonObject, type JsonObject, type JsonValue } from '../../../protocol/json.ts';
import { MANIFEST } from '../../../protocol/media-types.ts';
import type { Answer } from '../../http/answer.ts';
import type { ApiRequest } from '../../http/api-request.ts';
import { type Defect, type Fault, replacing } from '../defect.ts';
import { answering, withHeader } from '../exchanges.ts';
import { rc2 } from './signed-requests.ts';

const status =
  (code: number) =>
  (answer: Answer): Answer => ({ ...answer, status: code });

const taken = (when: (request: ApiRequest) => boolean, change: (answer: Answer) => Answer): Fault =>
  answering({ resource: 'capabilities', status: 201, when }, change);

const artifacts = (change: (answer: Answer) => Answer): Fault =>
  answering({ resource: ['deployment', 'bundle'], status: 200 }, change);

/** Does not mind what it is told of a document. */
const forgiving = (forgives: (field: string, message: string) => boolean): Fault =>
  replacing((behaviour) => ({
    capabilityErrors: (document, deviceId) =>
      behaviour.capabilityErrors(document, deviceId).filter(({ field, message }) => !forgives(field, message)),
    statusErrors: (document, deploymentId) =>
      behaviour.statusErrors(document, deploymentId).filter(({ field, message }) => !forgives(field, message)),
  }));

const inventing = (invents: (document: JsonObject) => boolean): Fault =>
  replacing((behaviour) => {
    const more = (document: JsonValue) =>
      isJsonObject(document) && invents(document) ? [{ field: '', message: 'is not accepted here' }] : [];
    return {
      capabilityErrors: (document, deviceId) => [...behaviour.capabilityErrors(document, deviceId), ...more(document)],
    };
  });

const deployed = (change: (document: JsonObject) => JsonObject): Fault =>
  replacing((behaviour) => ({ deploymentDocument: (...order) => change(behaviour.deploymentDocument(...order)) }));

const without =
  (name: string) =>
  (document: JsonObject): JsonObject =>
    Object.fromEntries(Object.entries(document).filter(([known]) => known !== name));

/** What 1.0.0-rc.2 answers and serves in a way of its own. */
export const INTERFACE_DEFECTS: readonly Defect[] = [
  rc2(
    'tls-1-2-accepted-beside-signatures',
    ['ONB-015'],
    'TLS 1.2 is spoken as well',
    replacing((behaviour) => ({
      tlsOptions: (options) => ({ ...behaviour.tlsOptions(options), minVersion: 'TLSv1.2' }),
    })),
  ),
  rc2(
    'tls-1-2-alone',
    ['ONB-015'],
    'nothing newer than TLS 1.2 is spoken',
    replacing((behaviour) => ({
      tlsOptions: (options) => ({ ...behaviour.tlsOptions(options), minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }),
    })),
  ),
  rc2(
    'client-certificate-asked-for',
    ['ONB-015'],
    'the handshake asks for a certificate of the client, and fails without one',
    replacing((behaviour) => ({
      tlsOptions: (options) => ({ ...behaviour.tlsOptions(options), requestCert: true, rejectUnauthorized: true }),
    })),
  ),
  rc2(
    'first-report-is-200',
    ['CAP-006'],
    'POST of capabilities is answered with 200',
    taken(({ method }) => method === 'POST', status(200)),
  ),
  rc2(
    'replacement-is-200',
    ['CAP-006'],
    'PUT of capabilities is answered with 200',
    taken(({ method }) => method === 'PUT', status(200)),
  ),
  rc2(
    'report-is-202',
    ['CAP-006'],
    'capabilities are answered with 202',
    taken(() => true, status(202)),
  ),
  rc2(
    'post-of-capabilities-not-served',
    ['CAP-006', 'GEN-001'],
    'capabilities can only be PUT',
    answering({ resource: 'capabilities', method: 'POST' }, () => ({ status: 405, headers: { Allow: 'PUT, DELETE' } })),
  ),
  rc2(
    'removal-is-200',
    ['CAP-007'],
    'the removal of a device is answered with 200',
    answering({ resource: 'capabilities', status: 204 }, status(200)),
  ),
  rc2(
    'status-is-201',
    ['STA-003'],
    'a status is answered with 201',
    answering({ resource: 'status', status: 200 }, status(201)),
  ),
  rc2(
    'capabilities-without-envelope-accepted',
    ['CAP-006'],
    'capabilities without apiVersion and kind are taken',
    forgiving((_field, message) => /'(apiVersion|kind)'/.test(message)),
  ),
  rc2(
    'kind-not-looked-at',
    ['CAP-006', 'STA-003'],
    'a document may say that it is of another kind',
    forgiving((field) => field === '/kind'),
  ),
  rc2(
    'api-version-has-to-be-v1',
    ['CAP-006'],
    'capabilities are taken only with the apiVersion v1',
    inventing(({ apiVersion }) => apiVersion !== 'v1'),
  ),
  rc2(
    'artifacts-not-to-be-kept',
    ['DSA-004'],
    'artifacts may not be kept',
    artifacts(withHeader('Cache-Control', 'no-store')),
  ),
  rc2(
    'manifest-is-immutable',
    ['DSM-019'],
    'a manifest may be kept for a year',
    answering(
      { resource: 'manifest', status: 200 },
      withHeader('Cache-Control', 'public, max-age=31536000, immutable'),
    ),
  ),
  rc2(
    'manifest-urls-without-client',
    ['DSM-013'],
    'the URLs of a manifest lack the client',
    replacing((behaviour) => ({
      urlsOf: (client, stores) => {
        const urls = behaviour.urlsOf(client, stores);
        const shorten = (url: string): string => url.replace(/\/clients\/[^/]+/, '');
        return {
          bundle: (digest) => shorten(urls.bundle(digest)),
          deployment: (id, digest) => shorten(urls.deployment(id, digest)),
        };
      },
    })),
  ),
  rc2('deployment-without-api-version', ['DEP-014'], 'a deployment has no apiVersion', deployed(without('apiVersion'))),
  rc2('deployment-without-kind', ['DEP-014'], 'a deployment has no kind', deployed(without('kind'))),
  rc2(
    'deployment-of-another-kind',
    ['DEP-014'],
    'a deployment says that it is an Application',
    deployed((document) => ({ ...document, kind: 'Application' })),
  ),
  rc2(
    'manifest-only-for-its-own-type',
    ['DSM-003', 'DSM-004'],
    'a manifest is served only where its own media type is asked for by name',
    replacing((behaviour) => ({
      accepts: (field, mediaType) =>
        mediaType === MANIFEST ? (field ?? '').includes(MANIFEST) : behaviour.accepts(field, mediaType),
    })),
  ),
];
