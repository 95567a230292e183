import { createPublicKey } from 'node:crypto';
import { type Authority, createRoot, signerOf } from '../../pki/authority.ts';
import { type Purpose, signCertificate } from '../../pki/certificate-template.ts';
import { exportKey, generateKey } from '../../pki/key-algorithms.ts';
import type { Subnets } from './subnets.ts';

interface Holder {
  /** RFC 4514; the API server takes the common name for the user and organisations for groups. */
  readonly subject: string;
  readonly purpose: Purpose;
  readonly dnsNames?: readonly string[];
  readonly ipAddresses?: readonly string[];
}

/** Clients that find the API server by a kubeconfig. */
const CLIENTS = {
  admin: 'CN=admin,O=system:masters',
  'controller-manager': 'CN=system:kube-controller-manager',
  scheduler: 'CN=system:kube-scheduler',
  kubelet: 'CN=system:node:node1,O=system:nodes',
  proxy: 'CN=system:kube-proxy',
} as const;

const YEAR_MS = 365 * 24 * 60 * 60 * 1000;
const HOUR_MS = 60 * 60 * 1000;
const LOOPBACK = '127.0.0.1';

/** All files of the cluster's own public key infrastructure, by name: certificates, keys and kubeconfigs. */
export async function certificateFiles({ node, apiService }: Subnets): Promise<ReadonlyMap<string, string>> {
  const authority = await createRoot({ name: 'waspect cluster' });
  const accounts = exportKey(await generateKey('P-256'));
  const files = new Map([
    ['ca.crt', authority.certificatePem],
    ['accounts.key', accounts],
    ['accounts.pub', createPublicKey(accounts).export({ type: 'spki', format: 'pem' }).toString()],
  ]);
  const holders: Readonly<Record<string, Holder>> = {
    apiserver: {
      subject: 'CN=kube-apiserver',
      purpose: 'serverAuth',
      dnsNames: ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', 'localhost'],
      ipAddresses: [apiService, node, LOOPBACK],
    },
    'apiserver-kubelet': { subject: 'CN=apiserver-kubelet,O=system:masters', purpose: 'clientAuth' },
    'kubelet-server': {
      subject: 'CN=system:node:node1,O=system:nodes',
      purpose: 'serverAuth',
      dnsNames: ['node1'],
      ipAddresses: [node, LOOPBACK],
    },
  };
  for (const [name, holder] of Object.entries(holders)) {
    const { certificate, key } = await issue(authority, holder);
    files.set(`${name}.crt`, certificate).set(`${name}.key`, key);
  }
  for (const [name, subject] of Object.entries(CLIENTS)) {
    const { certificate, key } = await issue(authority, { subject, purpose: 'clientAuth' });
    files.set(`${name}.kubeconfig`, kubeconfig(`https://${node}:6443`, authority.certificatePem, certificate, key));
  }
  return files;
}

async function issue(
  authority: Authority,
  { subject, purpose, dnsNames, ipAddresses }: Holder,
): Promise<{ readonly certificate: string; readonly key: string }> {
  const key = await generateKey('P-256');
  const certificate = await signCertificate(
    {
      subject,
      publicKey: key,
      notBefore: new Date(Date.now() - HOUR_MS),
      notAfter: new Date(Date.now() + YEAR_MS),
      ca: false,
      keyUsages: ['digitalSignature'],
      purposes: [purpose],
      dnsNames,
      ipAddresses,
    },
    signerOf(authority),
  );
  return { certificate, key: exportKey(key) };
}

const kubeconfig = (server: string, authority: string, certificate: string, key: string): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'waspect', cluster: { server, 'certificate-authority-data': base64(authority) } }],
    users: [
      { name: 'waspect', user: { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) } },
    ],
    contexts: [{ name: 'waspect', context: { cluster: 'waspect', user: 'waspect' } }],
    'current-context': 'waspect',
  });

const base64 = (text: string): string => Buffer.from(text).toString('base64');
