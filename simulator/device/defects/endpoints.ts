import { type Exchange, header } from '../../protocol/exchange.ts';
import type { ManagementClient, RequestOptions } from '../../protocol/revision.ts';
import { type DeviceDefect, defect, type Plant } from './defect.ts';
import { type Elsewhere, throughClients } from './wire.ts';

/** Contacts beyond the one endpoint that a device has. */
export const ENDPOINT_DEFECTS: readonly DeviceDefect[] = [
  defect(
    'redirect-followed',
    ['USR-017'],
    'a request that is answered with a redirect is sent once more, to where that points',
    afterEach(({ outcome, origin }) => {
      const location = outcome.kind === 'response' ? header(outcome.response.headers, 'location') : undefined;
      const leads = outcome.kind === 'response' && outcome.response.status >= 300 && outcome.response.status < 400;
      return leads && location !== undefined ? (URL.parse(location, origin) ?? undefined) : undefined;
    }),
  ),
  defect(
    'second-endpoint-tried',
    ['USR-017'],
    'where the endpoint cannot be reached, or fails, the same is asked of another endpoint of the vendor',
    (parts) =>
      afterEach(({ outcome, origin, request }) => {
        const failed = outcome.kind === 'failure' || outcome.response.status >= 500;
        return failed ? new URL(request.path, parts.otherEndpoint ?? beside(origin)) : undefined;
      })(parts),
  ),
  defect(
    'foreign-reference-fetched',
    ['USR-017'],
    'an artifact is fetched from wherever the manifest says, whoever that is',
    throughClients((client, elsewhere) => ({
      fetchReference: async (url, options) => {
        try {
          return await client.fetchReference(url, options);
        } catch (error) {
          const target = URL.parse(url);
          if (!target) throw error;
          return resent({ method: 'GET', path: '', headers: [], body: null }, target, elsewhere, options);
        }
      },
    })),
  ),
];

/** Where a request goes once more after its exchange, if anywhere; the answer of that counts. */
function afterEach(next: (exchange: Exchange) => URL | undefined): Plant {
  return throughClients((client, elsewhere) => {
    const once =
      <Args extends readonly unknown[]>(send: (...args: Args) => Promise<Exchange>) =>
      async (...args: Args): Promise<Exchange> => {
        const exchange = await send(...args);
        const target = next(exchange);
        return target ? resent(exchange.request, target, elsewhere) : exchange;
      };
    return {
      reportCapabilities: once((...args: Parameters<ManagementClient['reportCapabilities']>) =>
        client.reportCapabilities(...args),
      ),
      removeDevice: once((...args: Parameters<ManagementClient['removeDevice']>) => client.removeDevice(...args)),
      readDesiredState: once((...args: Parameters<ManagementClient['readDesiredState']>) =>
        client.readDesiredState(...args),
      ),
      fetchReference: once((...args: Parameters<ManagementClient['fetchReference']>) => client.fetchReference(...args)),
      reportStatus: once((...args: Parameters<ManagementClient['reportStatus']>) => client.reportStatus(...args)),
      send: once((...args: Parameters<ManagementClient['send']>) => client.send(...args)),
    };
  });
}

/** The request as it was, signature included, at another place. */
async function resent(
  { method, headers, body }: Exchange['request'],
  target: URL,
  elsewhere: Elsewhere,
  options?: RequestOptions,
): Promise<Exchange> {
  const client = elsewhere(new URL(target.origin));
  try {
    const request = { method, path: target.pathname + target.search, headers, ...(body && { body }) };
    const { signal } = options ?? {};
    return await client.send(request, { ...(signal && { signal }), authenticate: (plain) => plain });
  } finally {
    await client.close();
  }
}

/** Where nothing else is known of the vendor: the same host, at the port of HTTPS. */
function beside(origin: string): URL {
  const url = new URL(origin);
  url.port = url.port === '' ? '8443' : '';
  return url;
}
