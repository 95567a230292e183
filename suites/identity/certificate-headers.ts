import { certificateBlocks, pemToDer } from '../../simulator/pki/pem.ts';

type Header = readonly [name: string, value: string];

/** The headers in which proxies of all kinds hand on a client's certificate or name (RFC 9440 and others). */
export function certificateHeaders(chainPem: string, spiffeId: string): readonly Header[] {
  const [leaf = '', ...others] = certificateBlocks(chainPem);
  const der = pemToDer(leaf).toString('base64');
  const chain = others.map((block) => `:${pemToDer(block).toString('base64')}:`).join(', ');
  const escaped = encodeURIComponent(leaf);
  return [
    ['Client-Cert', `:${der}:`],
    ...(chain === '' ? [] : [['Client-Cert-Chain', chain] as const]),
    ['X-Forwarded-Client-Cert', `By=spiffe://proxy.example/edge;URI=${spiffeId};Cert="${escaped}"`],
    ['X-SSL-Client-Cert', escaped],
    ['SSL-Client-Cert', escaped],
    ['X-Client-Cert', der],
    ['X-Client-Certificate', escaped],
    ['X-ARR-ClientCert', der],
    ['X-SSL-Client-S-DN', `CN=${spiffeId}`],
    ['X-SSL-Client-Verify', 'SUCCESS'],
    ['X-Spiffe-Id', spiffeId],
  ];
}
