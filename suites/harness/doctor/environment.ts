import type { Target } from '../target/target.ts';
import { type Finding, warning } from './finding.ts';

const PROXY_VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'];

/** Things around the run that mislead people, though they stop nothing. */
export function environmentFindings(
  target: Target,
  env: Readonly<Record<string, string | undefined>>,
): readonly Finding[] {
  const url = new URL(target.endpoint.url);
  const proxies = PROXY_VARIABLES.filter((name) => (env[name] ?? '') !== '');
  const { request, settle, quiet } = target.timeouts;
  return [
    ...(proxies.length > 0
      ? [
          warning(
            'PROXY_IGNORED',
            `${proxies.join(', ')} is set; mutual TLS is never sent through a proxy, so it is not used`,
          ),
        ]
      : []),
    ...(env['NODE_TLS_REJECT_UNAUTHORIZED'] === '0'
      ? [warning('TLS_CHECKS_OFF', 'NODE_TLS_REJECT_UNAUTHORIZED=0 is set; unset it, a peer must be verified')]
      : []),
    ...(url.port !== '' && url.port !== '443'
      ? [
          warning(
            'PORT_NOT_443',
            `the endpoint is on port ${url.port}; the specification names 443, which a laboratory need not use`,
          ),
        ]
      : []),
    ...(/^(0\.0\.0\.0|\[::\])$/.test(url.hostname)
      ? [warning('ADDRESS_UNSPECIFIED', `the endpoint names ${url.hostname}; name an address that clients can reach`)]
      : []),
    ...(quiet > settle
      ? [
          warning(
            'QUIET_LONGER_THAN_SETTLE',
            `timeouts.quiet (${quiet} ms) is longer than timeouts.settle (${settle} ms); make settle the longer one`,
          ),
        ]
      : []),
    ...(request > settle
      ? [
          warning(
            'REQUEST_LONGER_THAN_SETTLE',
            `timeouts.request (${request} ms) is longer than timeouts.settle (${settle} ms); make settle the longer one`,
          ),
        ]
      : []),
  ];
}
