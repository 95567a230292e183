import { NODE_FOLDER } from './configuration.ts';
import type { Subnets } from './subnets.ts';

/** A program of the cluster, started inside the node. */
export interface Component {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
}

const file = (name: string): string => `${NODE_FOLDER}/${name}`;
const kubernetes = (name: string): string => file(`bin/${name}`);

/** Stand on nothing but the node. */
export const foundation = ({ node, services }: Subnets): readonly Component[] => [
  { name: 'containerd', program: 'containerd', args: ['--config', file('containerd.toml')] },
  {
    name: 'etcd',
    program: 'etcd',
    args: [
      '--data-dir=/var/lib/etcd',
      '--listen-client-urls=http://127.0.0.1:2379',
      '--advertise-client-urls=http://127.0.0.1:2379',
      '--listen-peer-urls=http://127.0.0.1:2380',
      // What it holds goes with the cluster.
      '--unsafe-no-fsync',
    ],
  },
  {
    name: 'apiserver',
    program: kubernetes('kube-apiserver'),
    args: [
      '--etcd-servers=http://127.0.0.1:2379',
      `--bind-address=${node}`,
      `--advertise-address=${node}`,
      '--secure-port=6443',
      `--tls-cert-file=${file('apiserver.crt')}`,
      `--tls-private-key-file=${file('apiserver.key')}`,
      `--client-ca-file=${file('ca.crt')}`,
      `--kubelet-client-certificate=${file('apiserver-kubelet.crt')}`,
      `--kubelet-client-key=${file('apiserver-kubelet.key')}`,
      `--kubelet-certificate-authority=${file('ca.crt')}`,
      '--kubelet-preferred-address-types=InternalIP',
      '--service-account-issuer=https://kubernetes.default.svc',
      `--service-account-key-file=${file('accounts.pub')}`,
      `--service-account-signing-key-file=${file('accounts.key')}`,
      '--authorization-mode=Node,RBAC',
      '--enable-admission-plugins=NodeRestriction',
      `--service-cluster-ip-range=${services}`,
      '--allow-privileged=true',
    ],
  },
];

/** Want an API server that is ready. */
export const controllers = ({ node, pods }: Subnets): readonly Component[] => [
  {
    name: 'controller-manager',
    program: kubernetes('kube-controller-manager'),
    args: [
      ...authenticated('controller-manager'),
      `--service-account-private-key-file=${file('accounts.key')}`,
      `--root-ca-file=${file('ca.crt')}`,
      '--use-service-account-credentials',
      '--leader-elect=false',
      '--kube-api-qps=100',
      '--kube-api-burst=200',
    ],
  },
  {
    name: 'scheduler',
    program: kubernetes('kube-scheduler'),
    args: [...authenticated('scheduler'), '--leader-elect=false'],
  },
  {
    name: 'kubelet',
    program: kubernetes('kubelet'),
    args: [
      `--config=${file('kubelet.json')}`,
      `--kubeconfig=${file('kubelet.kubeconfig')}`,
      '--hostname-override=node1',
      `--node-ip=${node}`,
      '--container-runtime=remote',
      '--container-runtime-endpoint=unix:///run/containerd/containerd.sock',
    ],
  },
  {
    name: 'proxy',
    program: kubernetes('kube-proxy'),
    args: [
      `--kubeconfig=${file('proxy.kubeconfig')}`,
      '--hostname-override=node1',
      '--proxy-mode=iptables',
      `--cluster-cidr=${pods}`,
      // Of the whole machine, and not ours to set.
      '--conntrack-max-per-core=0',
      '--conntrack-tcp-timeout-established=0',
      '--conntrack-tcp-timeout-close-wait=0',
    ],
  },
];

const authenticated = (client: string): readonly string[] =>
  ['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'].map(
    (option) => `--${option}=${file(`${client}.kubeconfig`)}`,
  );
