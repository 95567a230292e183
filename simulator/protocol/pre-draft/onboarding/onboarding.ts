import { certificateText } from '../../certificate-text.ts';
import { type JsonObject, jsonBytes } from '../../json.ts';
import { JSON_DOCUMENT } from '../../media-types.ts';
import type { AnyRequest, OnboardingCall, TlsCredential } from '../../revision.ts';
import type { PreDraftDialect } from '../dialects.ts';
import { DEVICE_API_VERSION, ONBOARDING, ONBOARDING_KIND } from '../words.ts';
import { writeCapabilities } from '../write-capabilities.ts';
import { readAnswer } from './read-answer.ts';

/**
 * The text leaves the call open but for what it hands out; the users' minutes have the device report its capabilities
 * while it onboards. The form of the request is ours: see README.md.
 */
export const preDraftOnboarding = (dialect: PreDraftDialect): OnboardingCall => ({
  request: (credential, capabilities): AnyRequest => ({
    method: 'POST',
    path: ONBOARDING,
    headers: [['content-type', JSON_DOCUMENT]],
    body: jsonBytes(onboardingRequest(credential, capabilities, dialect)),
  }),
  read: readAnswer,
});

const onboardingRequest = (
  credential: TlsCredential,
  capabilities: JsonObject,
  dialect: PreDraftDialect,
): JsonObject => ({
  ...writeCapabilities(capabilities, dialect),
  apiVersion: DEVICE_API_VERSION,
  kind: ONBOARDING_KIND,
  certificate: certificateText(credential, dialect.certificateEncoding),
});
