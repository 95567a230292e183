import { Agent, request } from 'undici';
import { isJsonObject, parseJsonBytes } from '../../../simulator/protocol/json.ts';
import { error, type Finding } from './finding.ts';

const MAX_BYTES = 256 * 1024;

/** Where older revisions hand out their CA certificate without a client certificate. */
const CERTIFICATE_PATHS = ['/api/v1/onboarding/certificate', '/onboarding/certificate'];

/** Names a WFM of an older interface by the onboarding endpoint that 1.0.0-rc.3 no longer has. */
export async function olderInterface(url: URL, timeoutMs: number): Promise<Finding | undefined> {
  const base = url.href.replace(/\/+$/, '');
  for (const path of CERTIFICATE_PATHS) {
    const body = await read(base + path, timeoutMs);
    if (isJsonObject(body) && typeof body['certificate'] === 'string')
      return error(
        'WRONG_REVISION',
        `GET ${path} hands out a CA certificate, so this is a WFM of an interface before 1.0.0-rc.3; ` +
          'name the revision that it implements, or the endpoint of the newer one',
      );
  }
  return undefined;
}

async function read(url: string, timeoutMs: number) {
  // The question is only what it is; nothing secret is sent, so whose certificate it has does not matter here.
  const dispatcher = new Agent({
    allowH2: false,
    maxResponseSize: MAX_BYTES,
    connect: { rejectUnauthorized: false, timeout: timeoutMs },
  });
  try {
    const { statusCode, body } = await request(url, { dispatcher, signal: AbortSignal.timeout(timeoutMs) });
    const bytes = await body.bytes();
    return statusCode === 200 ? parseJsonBytes(bytes) : undefined;
  } catch {
    return undefined;
  } finally {
    await dispatcher.destroy();
  }
}
