import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../../../protocol/json.ts';
import type { Answer } from '../../http/answer.ts';
import { type ApiRequest, header } from '../../http/api-request.ts';
import type { ClientKey } from '../../identity/peer.ts';
import { digestOfSecret, type Enrolment } from '../enrolments.ts';
import { jsonAnswer } from '../json-error.ts';
import type { PreDraftSite } from '../site.ts';
import { clientKeyOf, PAYLOAD_SIGNATURE } from '../words.ts';
import { publicKeyOf, readSigningCertificate, type SigningCertificate } from './signing-certificate.ts';

/** `GET /onboarding/certificate`: what anyone may read before there is trust (ONB-011). */
export const getCertificate = ({ behaviour, realm }: PreDraftSite): Answer =>
  jsonAnswer(200, { certificate: behaviour.preDraft.rootCertificate(realm.anchorsPem) });

/**
 * `POST /onboarding/`: takes a client in that the operator has admitted, and gives it all that it needs (ONB-003). Each
 * time it is given anew, and what was given before ends: so tokens are renewed.
 */
export function postOnboarding(request: ApiRequest, site: PreDraftSite): Answer {
  const { behaviour } = site;
  const { preDraft, problem } = behaviour;
  const application = readApplication(request, site);
  if ('refused' in application) return application.refused;
  const { id, certificate, document } = application;
  const client = clientKeyOf(id);
  const peer = { key: client, clientId: id, validUntil: certificate.leaf.validToDate };
  const distrust = preDraft.distrust(certificate, site.realm.anchorsPem, new Date());
  if (distrust !== undefined) return problem({ reason: 403, detail: distrust });
  if (!behaviour.admits(site.policy, peer, site.stores.clients.decision(client), request))
    return problem({ reason: 403, detail: `The operator has not admitted ${id}` });
  const { enrolment, secret, repositoryToken } = newEnrolment(client, id, certificate, site);
  if (header(request, PAYLOAD_SIGNATURE) !== undefined) {
    const fault = preDraft.signatureFault(request, enrolment);
    if (fault !== undefined) return problem({ reason: 401, detail: fault });
  }
  site.enrolments.put(enrolment);
  const kept = preDraft.keptAtOnboarding(document);
  if (kept) site.stores.devices.put(client, id, stringifyJson(kept));
  const origin = site.originFor(request.headers.host);
  const handout = preDraft.handout({
    clientId: enrolment.clientId,
    clientSecret: secret,
    tokenUrl: `${origin}/oauth/token`,
    repositoryUrl: `${origin}/git/${encodeURIComponent(enrolment.clientId)}.git`,
    repositoryToken,
  });
  return jsonAnswer(preDraft.onboardingStatus, handout, { 'Cache-Control': 'no-store' });
}

interface Application {
  readonly id: string;
  readonly certificate: SigningCertificate;
  readonly document: JsonObject;
}

/** Only what is needed to take a client in is asked for: the text leaves the body open (G-88). */
function readApplication(request: ApiRequest, { behaviour }: PreDraftSite): Application | { readonly refused: Answer } {
  const refused = (detail: string) => ({ refused: behaviour.problem({ reason: 400, detail }) });
  let document: JsonValue;
  try {
    document = behaviour.parseDocument(request.body);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    return refused(`The body is no JSON: ${error.message}`);
  }
  if (!isJsonObject(document)) return refused('The body is no object');
  const { certificate, properties } = document;
  const id = isJsonObject(properties) ? properties['id'] : undefined;
  if (typeof id !== 'string' || id === '') return refused('properties.id has to say which device asks');
  const read = typeof certificate === 'string' ? readSigningCertificate(certificate) : undefined;
  if (!read) return refused('certificate has to be base64 of the X.509 certificate that payloads are signed with');
  return { id, certificate: read, document };
}

interface NewEnrolment {
  readonly enrolment: Enrolment;
  readonly secret: string;
  readonly repositoryToken: string;
}

function newEnrolment(
  client: ClientKey,
  id: string,
  certificate: SigningCertificate,
  { behaviour: { preDraft }, enrolments, repositoryTokenSeconds }: PreDraftSite,
): NewEnrolment {
  const secret = preDraft.newSecret('client-secret', client);
  const repositoryToken = preDraft.newSecret('repository-token', client);
  const enrolment = {
    client,
    clientId: preDraft.clientIdOf(id),
    secretDigest: digestOfSecret(secret),
    publicKey: publicKeyOf(certificate),
    repositoryTokenDigest: digestOfSecret(repositoryToken),
    repositoryTokenExpires: Date.now() + repositoryTokenSeconds * 1000,
    generation: (enrolments.of(client)?.generation ?? 0) + 1,
  };
  return { enrolment, secret, repositoryToken };
}
