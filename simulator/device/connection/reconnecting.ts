import type { Exchange } from '../../protocol/exchange.ts';
import type { ManagementClient } from '../../protocol/revision.ts';

/**
 * Repeats a request at once, and once, where the connection was closed before the answer: any server may close a
 * connection that has been idle, just when it is used again (RFC 9112, 9.3.1). A status is not repeated, because POST is
 * not idempotent; it stays in the outbox until a later pass.
 */
export function reconnecting(client: ManagementClient): ManagementClient {
  const twice = async (send: () => Promise<Exchange>): Promise<Exchange> => {
    const exchange = await send();
    const { outcome } = exchange;
    return outcome.kind === 'failure' && outcome.failure.code === 'CONNECTION_CLOSED' ? send() : exchange;
  };
  return {
    actor: client.actor,
    paths: client.paths,
    reportCapabilities: (...args) => twice(() => client.reportCapabilities(...args)),
    removeDevice: (...args) => twice(() => client.removeDevice(...args)),
    readDesiredState: (...args) => twice(() => client.readDesiredState(...args)),
    fetchDeployment: (...args) => twice(() => client.fetchDeployment(...args)),
    fetchBundle: (...args) => twice(() => client.fetchBundle(...args)),
    fetchReference: (...args) => twice(() => client.fetchReference(...args)),
    reportStatus: (...args) => client.reportStatus(...args),
    send: (...args) => client.send(...args),
    authenticated: (request) => client.authenticated(request),
    close: () => client.close(),
  };
}
