import { FleetConnections } from '../../../simulator/fleet/connections/fleet-connections.ts';
import { requestBytes } from '../../../simulator/fleet/connections/request/request-bytes.ts';
import type { FleetConnection, PollAnswered } from '../../../simulator/fleet/connections/transport.ts';

/** Polls as fast as answers come, over as many kept connections as there are devices. */
const [url = '', devices = '', seconds = '', etag = ''] = process.argv.slice(2);
const WARM_UP_MS = 500;

const endpoint = new URL(url);
const connections = new FleetConnections({
  endpoint,
  anchors: '',
  plan: { policy: 'keep-alive', idleMs: 60_000, shared: 1, sourceAddresses: [] },
  limits: { requestMs: 10_000, maxBodyBytes: 1_000_000 },
});
const request = { method: 'GET', path: endpoint.pathname, headers: [['if-none-match', etag]], body: null } as const;
const bytes = requestBytes(request, endpoint.host, 'keep-alive');

let [requests, unexpected, isOver] = [0, 0, false];

function keepPolling(connection: FleetConnection): void {
  const answered: PollAnswered = (status) => {
    requests += 1;
    if (status !== 304) unexpected += 1;
    if (!isOver) connection.poll(bytes, answered);
  };
  connection.poll(bytes, answered);
}

for (let device = 0; device < Number(devices); device++)
  keepPolling(connections.of({ actor: `device-${device}`, credential: null }));

setTimeout(() => {
  const [before, cpu] = [requests, process.cpuUsage()];
  setTimeout(() => {
    const { user, system } = process.cpuUsage(cpu);
    process.send?.({ requests: requests - before, cpuSeconds: (user + system) / 1e6, unexpected });
    isOver = true;
    void connections.close();
    process.disconnect();
  }, Number(seconds) * 1000);
}, WARM_UP_MS);
