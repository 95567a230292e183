import { randomUUID } from 'node:crypto';
import type { RevisionId } from '../../../../simulator/protocol/revision.ts';
import { type Answer, ask, type Question } from './ask.ts';
import { clientCertificateWish } from './client-certificate-wish.ts';

/** What a stranger is shown of a revision, below the base URL of an endpoint. */
type Sign = (server: Server) => Promise<boolean>;

interface Server {
  get(path: string): Promise<Answer | undefined>;
  post(path: string): Promise<Answer | undefined>;
  /** Whether it wants its clients' certificates in the handshake. */
  readonly wish: () => Promise<'none' | 'asks' | 'insists'>;
}

/** It hands out its CA certificate, which only the revisions before 1.0.0-rc.3 do (ONB-011). */
const handsOutCertificate =
  (path: string): Sign =>
  async ({ get }) => {
    const answer = await get(path);
    return answer?.status === 200 && typeof answer.document?.['certificate'] === 'string';
  };

/** It has an onboarding call: an empty request is refused there, and not as it is at a place that does not exist. */
const hasOnboarding =
  (path: string): Sign =>
  async ({ post }) => {
    const answer = await post(path);
    if (!answer || ![400, 401, 403, 415, 422].includes(answer.status) || isPage(answer)) return false;
    const elsewhere = await post(`${path.replace(/\/$/, '')}-${randomUUID()}`);
    return elsewhere !== undefined && elsewhere.status !== answer.status;
  };

/** It knows its callers by mutual TLS, and has nothing for strangers. */
const wantsCertificates: Sign = async ({ get, wish }) => {
  const wanted = await wish();
  if (wanted !== 'asks') return wanted === 'insists';
  const answer = await get('/api/v1/deployments');
  return answer !== undefined && [401, 403].includes(answer.status) && !isPage(answer);
};

/** In the order in which they are looked for, the surest first. */
const SIGNS: readonly (readonly [RevisionId, Sign])[] = [
  ['1.0.0-rc.2', handsOutCertificate('/api/v1/onboarding/certificate')],
  ['pre-draft-2024', handsOutCertificate('/onboarding/certificate')],
  ['1.0.0-rc.2', hasOnboarding('/api/v1/onboarding')],
  ['pre-draft-2024', hasOnboarding('/onboarding/')],
  ['1.0.0-rc.3', wantsCertificates],
];

/** Tells by what a stranger is shown which revision is spoken at a base URL; undefined where nothing shows one. */
export async function recogniseRevision(url: URL, timeoutMs: number): Promise<RevisionId | undefined> {
  const base = url.href.replace(/\/+$/, '');
  const asked = (method: Question['method']) => (path: string) => ask({ method, url: base + path, timeoutMs });
  const server: Server = {
    get: asked('GET'),
    post: asked('POST'),
    wish: () => clientCertificateWish(url, timeoutMs),
  };
  for (const [revision, isSeen] of SIGNS) if (await isSeen(server)) return revision;
  return undefined;
}

const isPage = ({ type }: Answer): boolean => /^text\/html\b/i.test(type);
