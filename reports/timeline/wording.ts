import type { TimelineKind, TimelineLane } from './model.ts';

export const LANE_WORDS: Readonly<Record<TimelineLane, string>> = {
  operator: 'Operator',
  wire: 'Wire',
  device: 'Device',
  cluster: 'Cluster',
  registry: 'Registry',
};

/** What an event is called in a legend and in a table. */
export const KIND_WORDS: Readonly<Record<TimelineKind, string>> = {
  action: 'action',
  exchange: 'exchange',
  state: 'state',
  fault: 'planted fault',
  quiet: 'quiet span',
  violation: 'violation',
};
