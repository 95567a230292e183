import { answerRequest } from './api/resources.ts';
import { TOKEN_PATH } from './api/route.ts';
import { createGate, type Gate } from './authorization/gate.ts';
import { neededAccess } from './authorization/needed.ts';
import { createCertificates } from './certificates.ts';
import { findDefects } from './defects/index.ts';
import type { Respond } from './exchange.ts';
import { openForeignHost } from './foreign-host.ts';
import { type Listener, listen } from './http/listener.ts';
import { serve } from './http/serve.ts';
import { LIMITS } from './limits.ts';
import type { Registry, RegistryOptions } from './registry.ts';
import { createRequestLog, type Entry } from './request-log.ts';
import { createMemoryStorage } from './storage/memory-storage.ts';
import { createUploads } from './storage/uploads.ts';

/**
 * Starts a registry on any free port.
 * @throws Error REGISTRY_DEFECT_UNKNOWN
 */
export async function startRegistry(options: RegistryOptions = {}): Promise<Registry> {
  const { address = '127.0.0.1', authorization = { mode: 'anonymous' }, storage = createMemoryStorage() } = options;
  const defects = findDefects(options.defects ?? []);
  const certificates = await createCertificates([address, 'localhost', ...(options.names ?? [])]);
  const limits = { ...LIMITS, ...options.limits };
  const shelves = { storage, uploads: createUploads(limits.openUploads), limits };
  const log = createRequestLog();

  let listener: Listener | undefined;
  const host = (): string => `${address.includes(':') ? `[${address}]` : address}:${listener?.port ?? 0}`;
  const gate = createGate(authorization, {
    now: options.now ?? Date.now,
    realm: () => `https://${host()}${TOKEN_PATH}`,
    service: host,
  });
  const open: Respond = async ({ request, route }) =>
    route.kind === 'token' && gate.token ? gate.token(request) : answerRequest(request, route, shelves);

  const foreign = defects.some(({ leadsAway }) => leadsAway)
    ? await openForeignHost(address, certificates, open)
    : undefined;
  const scene = { storage, foreignHost: foreign?.host ?? '' };
  const faults = defects.map(({ make }) => make(scene));

  listener = await listen({
    address,
    ...certificates,
    handle: (message, response) => {
      const entry = log.begin(message.method ?? '', message.url ?? '', message.headers);
      const sound = guarded(gate, entry, open);
      const respond = faults.reduce<Respond>((next, fault) => (exchange) => fault(exchange, next), sound);
      void serve(message, response, async (exchange) => {
        const answer = await respond(exchange);
        entry.answered(answer.status);
        return answer;
      });
    },
  });
  const { goDown, comeBack } = listener;
  const close = async (): Promise<void> => {
    await Promise.all([goDown(), foreign?.goDown()]);
  };
  return {
    host: host(),
    caPem: certificates.caPem,
    storage,
    requests: log.records,
    foreignHost: foreign,
    goDown,
    comeBack,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Lets through what the gate admits; whoever asks for a token has none yet. */
const guarded =
  (gate: Gate, entry: Entry, open: Respond): Respond =>
  async (exchange) => {
    if (exchange.route.kind === 'token') return open(exchange);
    const admission = gate.admit(exchange.request, neededAccess(exchange.request, exchange.route));
    entry.recognised(admission);
    return admission.kind === 'admitted' ? open(exchange) : admission.answer;
  };
