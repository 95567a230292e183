import { isJsonObject, type JsonValue } from '../../protocol/json.ts';
import type { Rc2Dialect } from '../../protocol/rc2/dialects.ts';
import { ONBOARDING_KIND } from '../../protocol/rc2/words.ts';
import type { Behaviour } from '../behaviour.ts';
import type { Answer } from '../http/answer.ts';
import type { ApiRequest } from '../http/api-request.ts';

/** The chain of an onboarding request, in DER, leaf first. */
export type OnboardingRequest = { readonly chainDer: readonly Uint8Array[] } | { readonly refused: Answer };

function certificateMember(document: JsonValue, { envelopes, onboardingMember }: Rc2Dialect): string | undefined {
  if (!isJsonObject(document)) return undefined;
  const { apiVersion, kind } = document;
  if (envelopes === 'all' && (typeof apiVersion !== 'string' || kind !== ONBOARDING_KIND)) return undefined;
  const certificate = document[onboardingMember];
  return typeof certificate === 'string' ? certificate : undefined;
}

/** Reads the body of `POST /api/v1/onboarding`; 400 for all that cannot be understood (ONB-013). */
export function onboardingRequest({ body }: ApiRequest, behaviour: Behaviour, dialect: Rc2Dialect): OnboardingRequest {
  const malformed = (detail: string): OnboardingRequest => ({
    refused: behaviour.problem({ reason: 'invalid-request', detail }),
  });
  let document: JsonValue;
  try {
    document = behaviour.parseDocument(body);
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    return malformed(`The body is no JSON: ${error.message}`);
  }
  const certificate = certificateMember(document, dialect);
  if (certificate === undefined) return malformed(`The body is no ${ONBOARDING_KIND} with a certificate`);
  const chainDer = behaviour.certificatesIn(certificate);
  return chainDer.length === 0 ? malformed('The certificate is no base64 of an X.509 certificate') : { chainDer };
}
