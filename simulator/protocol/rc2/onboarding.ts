import { certificateText } from '../certificate-text.ts';
import type { WireResponse } from '../exchange.ts';
import { isJsonObject, type JsonObject, type JsonValue, jsonBytes, parseJsonBytes } from '../json.ts';
import { member } from '../json-members.ts';
import { JSON_DOCUMENT } from '../media-types.ts';
import type { AnyRequest, OnboardingAnswer, OnboardingCall, TlsCredential } from '../revision.ts';
import type { Rc2Dialect } from './dialects.ts';
import { DEVICE_API_VERSION, ONBOARDING, ONBOARDING_KIND } from './words.ts';

/** ONB-012 and ONB-013. */
export const rc2Onboarding = (dialect: Rc2Dialect): OnboardingCall => ({
  request: (credential): AnyRequest => ({
    method: 'POST',
    path: ONBOARDING,
    headers: [['content-type', JSON_DOCUMENT]],
    body: jsonBytes(onboardingRequest(credential, dialect)),
  }),
  read: (response) => readAnswer(response, dialect.clientIdMember),
});

function onboardingRequest(credential: TlsCredential, dialect: Rc2Dialect): JsonObject {
  const envelope = dialect.envelopes === 'all' ? { apiVersion: DEVICE_API_VERSION, kind: ONBOARDING_KIND } : {};
  return { ...envelope, [dialect.onboardingMember]: certificateText(credential, dialect.certificateEncoding) };
}

function readAnswer({ status, body }: WireResponse, name: string): OnboardingAnswer {
  if (status !== 201) return { wrong: `the WFM answered ${status}; 201 was expected` };
  let document: JsonValue;
  try {
    document = parseJsonBytes(body);
  } catch {
    return { wrong: 'the body is no JSON' };
  }
  const clientId = isJsonObject(document) ? member(document, name) : undefined;
  return typeof clientId === 'string' && clientId !== ''
    ? { enrolment: { kind: 'client-id', clientId } }
    : { wrong: `the body has no text ${name}` };
}
