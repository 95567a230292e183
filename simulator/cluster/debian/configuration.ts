import type { Subnets } from './subnets.ts';

/** Where the node sees the files of its configuration. */
export const NODE_FOLDER = '/run/waspect';

/** Configuration that depends on the addresses, by file; what does not is a file beside the code. */
export const configurationFiles = (net: Subnets, cgroup: string): ReadonlyMap<string, string> =>
  new Map([
    ['cni/10-bridge.conflist', JSON.stringify(podNetwork(net))],
    ['kubelet.json', JSON.stringify(kubelet(net, cgroup))],
    // There is no name server to ask, inside or outside.
    ['resolv.conf', ''],
  ]);

const podNetwork = ({ pods }: Subnets): object => ({
  cniVersion: '0.4.0',
  name: 'waspect',
  plugins: [
    {
      type: 'bridge',
      bridge: 'cni0',
      isGateway: true,
      ipMasq: true,
      hairpinMode: true,
      ipam: { type: 'host-local', ranges: [[{ subnet: pods }]], routes: [{ dst: '0.0.0.0/0' }] },
    },
    { type: 'portmap', capabilities: { portMappings: true } },
  ],
});

const kubelet = ({ node, dnsService }: Subnets, cgroup: string): object => ({
  apiVersion: 'kubelet.config.k8s.io/v1beta1',
  kind: 'KubeletConfiguration',
  address: node,
  authentication: {
    anonymous: { enabled: false },
    webhook: { enabled: true },
    x509: { clientCAFile: `${NODE_FOLDER}/ca.crt` },
  },
  authorization: { mode: 'Webhook' },
  tlsCertFile: `${NODE_FOLDER}/kubelet-server.crt`,
  tlsPrivateKeyFile: `${NODE_FOLDER}/kubelet-server.key`,
  cgroupDriver: 'cgroupfs',
  // kubelet removes groups of pods that it does not know: those of another cluster, if they shared a root.
  cgroupRoot: `/${cgroup}`,
  failSwapOn: false,
  nodeStatusUpdateFrequency: '1s',
  clusterDNS: [dnsService],
  clusterDomain: 'cluster.local',
  resolvConf: `${NODE_FOLDER}/resolv.conf`,
  // The default is made below /usr.
  volumePluginDir: '/var/lib/kubelet/volume-plugins',
  // Images cannot be pulled again.
  imageGCHighThresholdPercent: 100,
  evictionHard: { 'memory.available': '100Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
  // Many small workloads come and go at once.
  kubeAPIQPS: 100,
  kubeAPIBurst: 200,
  eventRecordQPS: 0,
});
