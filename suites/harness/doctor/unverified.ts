import { Agent, request } from 'undici';
import { isJsonObject, type JsonValue, parseJsonBytes } from '../../../simulator/protocol/json.ts';
import { error, type Finding } from './finding.ts';

/*
 * Questions to a server whose certificate may lead nowhere. Nothing secret is sent and nothing is believed; the answers
 * only tell a person what kind of server this is.
 */

const MAX_BYTES = 256 * 1024;

/** Where older revisions hand out their CA certificate without a client certificate. */
const CERTIFICATE_PATHS = ['/api/v1/onboarding/certificate', '/onboarding/certificate'];

/** Names a WFM of an older interface by the onboarding endpoint that 1.0.0-rc.3 no longer has. */
export async function olderInterface(url: URL, timeoutMs: number): Promise<Finding | undefined> {
  const base = url.href.replace(/\/+$/, '');
  for (const path of CERTIFICATE_PATHS) {
    const answer = await ask(base + path, timeoutMs);
    const body = answer?.status === 200 ? json(answer.bytes) : undefined;
    if (isJsonObject(body) && typeof body['certificate'] === 'string')
      return error(
        'WRONG_REVISION',
        `GET ${path} hands out a CA certificate, so this is a WFM of an interface before 1.0.0-rc.3; ` +
          'name the revision that it implements, or the endpoint of the newer one',
      );
  }
  return undefined;
}

/** Names a server that shows web pages where the interface would be. */
export async function webServer(url: URL, timeoutMs: number): Promise<Finding | undefined> {
  const answer = await ask(`${url.href.replace(/\/+$/, '')}/api/v1/deployments`, timeoutMs);
  if (!answer || answer.status === 400 || !/^text\/html\b/i.test(answer.type)) return undefined;
  return error(
    'NOT_A_WFM',
    `${url.host} presents a certificate that does not lead to identity.anchors and answers with a web page (${answer.status}); ` +
      'it is a web server, name the endpoint of the WFM',
  );
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly bytes: Uint8Array;
}

async function ask(url: string, timeoutMs: number): Promise<Answer | undefined> {
  const dispatcher = new Agent({
    allowH2: false,
    maxResponseSize: MAX_BYTES,
    connect: { rejectUnauthorized: false, timeout: timeoutMs },
  });
  try {
    const { statusCode, headers, body } = await request(url, { dispatcher, signal: AbortSignal.timeout(timeoutMs) });
    return { status: statusCode, type: String(headers['content-type'] ?? ''), bytes: await body.bytes() };
  } catch {
    return undefined;
  } finally {
    await dispatcher.destroy();
  }
}

function json(bytes: Uint8Array): JsonValue | undefined {
  try {
    return parseJsonBytes(bytes);
  } catch {
    return undefined;
  }
}
