import { OciError } from '../oci-error.ts';
import type { RegistryHost } from '../reference.ts';
import type { Deadline } from './deadline.ts';
import type { Answer } from './transport.ts';
import { wireError } from './wire-errors.ts';

/** The lines of a field, joined as RFC 9110 (5.3) has it; null where there is none. */
export function field(answer: Answer, name: string): string | null {
  const value = answer.headers[name];
  return value === undefined ? null : Array.isArray(value) ? value.join(', ') : value;
}

/** The whole body, at most `maxBytes` of it. @throws OciError ARTIFACT_TOO_LARGE and those of the wire */
export async function bodyOf(
  answer: Answer,
  host: RegistryHost,
  maxBytes: number,
  deadline: Deadline,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of answer.body) {
      if (!(chunk instanceof Uint8Array)) throw new TypeError('a body is bytes');
      length += chunk.length;
      if (length > maxBytes)
        throw new OciError('ARTIFACT_TOO_LARGE', `${host} answered with a document of more than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (cause) {
    throw deadline.cut(cause, host) ?? wireError(cause, host);
  }
  return Buffer.concat(chunks, length);
}

/** Leaves a body unread, and with it the connection where it is long. */
export async function discard(answer: Answer): Promise<void> {
  // Whatever happens to a body that nobody wants is of no interest either.
  await answer.body.dump({ limit: 64 * 1024 }).catch(() => undefined);
}

/** The error that an answer stands for; `what` names what was asked for. */
export async function refusal(answer: Answer, host: RegistryHost, what: string, deadline: Deadline): Promise<OciError> {
  const status = `${answer.statusCode}${await registryCodes(answer, host, deadline)}`;
  switch (answer.statusCode) {
    case 401:
      return new OciError(
        'REGISTRY_UNAUTHORIZED',
        `${host} wants to know who asks for ${what} and does not accept what it was told (${status}); give credentials that it knows`,
      );
    case 403:
      return new OciError(
        'REGISTRY_FORBIDDEN',
        `${host} does not let this caller have ${what} (${status}); have its rights extended`,
      );
    case 404:
      return new OciError('ARTIFACT_NOT_FOUND', `${host} has no ${what} (${status}); publish it, or correct its name`);
    default:
      return answer.statusCode === 429 || answer.statusCode >= 500
        ? new OciError('REGISTRY_UNAVAILABLE', `${host} cannot give ${what} now (${status}); try again later`)
        : new OciError('REGISTRY_MALFORMED', `${host} answered ${status} to ${what}, which no registry does`);
  }
}

/** The registry's own codes. Its messages are left out: they may repeat what was sent. */
async function registryCodes(answer: Answer, host: RegistryHost, deadline: Deadline): Promise<string> {
  try {
    const text = new TextDecoder().decode(await bodyOf(answer, host, 64 * 1024, deadline));
    const codes = [...text.matchAll(/"code"\s*:\s*"([A-Z_]{1,40})"/g)].map(([, code]) => code);
    return codes.length > 0 ? ` ${codes.slice(0, 3).join(', ')}` : '';
  } catch {
    return '';
  }
}
