import { type DeviceState, INITIAL_STATE } from '../state/device-state.ts';
import { type DeviceDefect, defect, type Plant } from './defect.ts';

/** What a device has forgotten when it starts again. */
const forgetting =
  (change: (state: DeviceState) => DeviceState): Plant =>
  (parts) => ({
    ...parts,
    state: { load: async () => change(await parts.state.load()), save: (state) => parts.state.save(state) },
  });

/** State that does not survive a restart or a crash. */
export const MEMORY_DEFECTS: readonly DeviceDefect[] = [
  defect(
    'state-lost-on-restart',
    ['WFL-003', 'OFF-005'],
    'a restarted device knows nothing of what it has accepted and installed',
    forgetting(() => INITIAL_STATE),
  ),
  defect(
    'installed-forgotten-on-restart',
    ['WFL-005'],
    'a restarted device knows which manifest it has accepted and not what it has installed, and does all of it again',
    forgetting((state) => ({ ...state, desired: [], applied: [] })),
  ),
  defect(
    'unsent-statuses-lost-on-restart',
    ['WFL-006'],
    'statuses that were not delivered before a restart are never sent',
    forgetting((state) => ({ ...state, outbox: [] })),
  ),
  defect(
    'interrupted-work-taken-for-done',
    ['WFL-003', 'WFL-005'],
    'a manifest that a crash has interrupted counts as carried out',
    forgetting((state) => ({
      ...state,
      accepted: state.adopting ?? state.accepted,
      adopting: null,
      applied: state.applied.map((item) => ({ ...item, stage: 'settled' })),
    })),
  ),
];
