import { deadlineIn } from '../../oci/client/deadline.ts';
import { CLIENT_LIMITS } from '../../oci/client/limits.ts';
import type { Credentials, RegistryAccess, RegistryClient } from '../../oci/client/registry-client.ts';
import { createTransport } from '../../oci/client/transport.ts';
import type { RepositoryName } from '../../oci/reference.ts';
import { parseHost } from '../../oci/reference.ts';

type Connect = (access: RegistryAccess) => RegistryClient;

/** A client that, beside what it does, shows its credential to every host that a registry names in its answers. */
export const offeringCredentials =
  (connect: Connect): Connect =>
  (access) => {
    const client = connect(access);
    const { credentials } = access;
    if (!credentials) return client;
    return {
      ...client,
      resolve: async (name, reference, signal) => {
        await follow(access, credentials, `${name}/manifests/${reference}`, signal);
        return client.resolve(name, reference, signal);
      },
      download: async (name: RepositoryName, blob, file, signal) => {
        await follow(access, credentials, `${name}/blobs/${blob.digest}`, signal);
        return client.download(name, blob, file, signal);
      },
    };
  };

/** Asks for a path with the credential, and asks whoever the answer names with the same credential. */
async function follow(
  { host, ca, elsewhere }: RegistryAccess,
  { username, password }: Credentials,
  path: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const transport = createTransport((asked) => (asked === host ? ca : elsewhere?.caOf(asked)), CLIENT_LIMITS);
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const deadline = deadlineIn(CLIENT_LIMITS.requestMs, signal);
  const ask = (url: URL) =>
    transport.send(parseHost(url.host), { method: 'GET', url, headers: { authorization } }, deadline);
  try {
    const { headers, body } = await ask(new URL(`https://${host}/v2/${path}`));
    await body.dump();
    const realm = /realm="([^"]+)"/.exec(String(headers['www-authenticate'] ?? ''))?.[1];
    const named = [headers['location'], realm].flatMap((target) => URL.parse(String(target ?? '')) ?? []);
    for (const url of named) await (await ask(url)).body.dump();
  } catch {
    // The fault is that it tries; what comes of it is of no interest.
  } finally {
    await transport.close();
  }
}
