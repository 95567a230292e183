import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gnuPgIn } from './gpg.ts';

/** A GnuPG key pair of its own, in a folder of its own; disposing of it leaves no key and no agent behind. */
export interface Keyring extends AsyncDisposable {
  /** The folder, as `GNUPGHOME` takes it. */
  readonly home: string;
  /** 40 hexadecimal digits. */
  readonly fingerprint: string;
  /** The user id of the key, as `helm package --key` takes it. */
  readonly userId: string;
  /** The public keys in the binary form that Helm's `--keyring` reads. */
  readonly publicKeys: Uint8Array;
  /** Signs a text so that it stays readable (RFC 9580 section 7). */
  clearSign(text: string): Promise<string>;
}

/** RSA, because the library in Helm 3 does not know the curves that GnuPG prefers. */
const ALGORITHM = 'rsa2048';

/**
 * Makes a throw-away key pair with the machine's GnuPG.
 * @throws PackageError GPG_MISSING, GPG_FAILED
 */
export async function createKeyring(userId = 'Fixture Publisher <publisher@fixtures.example>'): Promise<Keyring> {
  // Short, as the agent's socket is below it and a path of a socket has at most 107 bytes.
  const home = await mkdtemp(join(tmpdir(), 'gpg-'));
  const gnuPg = gnuPgIn(home);
  const remove = async (): Promise<void> => {
    await gnuPg('gpgconf', ['--kill', 'all']).finally(() => rm(home, { recursive: true, force: true }));
  };
  try {
    await gnuPg('gpg', ['--passphrase', '', '--quick-generate-key', userId, ALGORITHM, 'sign', 'never']);
    const listed = await gnuPg('gpg', ['--with-colons', '--fingerprint', '--list-keys']);
    const file = join(home, 'public.gpg');
    await gnuPg('gpg', ['--output', file, '--export']);
    return {
      home,
      userId,
      fingerprint: /^fpr:+([0-9A-F]{40}):/m.exec(listed)?.[1] ?? '',
      publicKeys: await readFile(file),
      clearSign: (text) => gnuPg('gpg', ['--digest-algo', 'SHA512', '--clearsign'], text),
      [Symbol.asyncDispose]: remove,
    };
  } catch (error) {
    await remove().catch(() => undefined);
    throw error;
  }
}
