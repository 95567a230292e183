import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createRegistryClient } from '../../oci/client/create-registry-client.ts';
import type { RegistryAccess, RegistryClient } from '../../oci/client/registry-client.ts';
import { createSession } from '../../oci/client/session.ts';

/** A client that keeps what comes for a blob, whatever it is. */
export function unverified(access: RegistryAccess): RegistryClient {
  const client = createRegistryClient(access);
  const session = createSession(access);
  const close = async (): Promise<void> => {
    await Promise.all([client.close(), session.close()]);
  };
  return {
    ...client,
    download: async (name, { digest }, file, signal) => {
      const url = session.url(`${name}/blobs/${digest}`);
      const question = { method: 'GET', name, url, what: `blob ${digest}`, accepted: [200] } as const;
      const { answer } = await session.ask(question, session.deadline(signal));
      await pipeline(answer.body, createWriteStream(file), { signal });
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
