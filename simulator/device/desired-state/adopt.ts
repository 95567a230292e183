import type { EventLog } from '../events.ts';
import { hostsOf, idOf, type Topology } from '../gateway.ts';
import type { Ledger } from '../state/ledger.ts';
import type { DesiredStateSource } from './source.ts';

/**
 * Asks for the desired state, and adopts what is new: when this answers true, every document is held and verified, and
 * the state is durably the one to carry out. Until then the former one stays (DIG-003).
 * @throws Setback, DeviceError
 */
export async function adoptNext(
  source: DesiredStateSource,
  topology: Topology,
  ledger: Ledger,
  events: EventLog,
  signal: AbortSignal,
): Promise<boolean> {
  const { accepted, desired } = ledger.state;
  const [, ...children] = hostsOf(topology).map(idOf);
  const answer = await source.read({ accepted, desired, deviceIds: [idOf(topology.self), ...children] }, signal);
  if (answer.kind === 'unchanged') {
    events.record({ kind: 'manifest-unchanged' });
    return false;
  }
  const { mark, deployments } = answer;
  await ledger.change(() => ({ adopting: mark, desired: deployments }));
  events.record({ kind: 'manifest-adopted', version: mark.version, deployments: deployments.length });
  return true;
}
