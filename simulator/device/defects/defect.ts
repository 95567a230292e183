import type { Revision } from '../../protocol/revision.ts';
import type { ArtifactRules } from '../artifacts/rules.ts';
import type { Topology } from '../gateway.ts';
import type { DeviceRules } from '../rules.ts';
import type { StateStore } from '../state/device-state.ts';

/** The parts of a device that a fault can be planted into. */
export interface DeviceParts {
  /** How it talks to its WFM. */
  readonly revision: Revision;
  /** Its machines and their runtimes. */
  readonly topology: Topology;
  readonly state: StateStore;
  readonly rules: DeviceRules;
  /** Another endpoint of the vendor, of which a sound device hears nothing. */
  readonly otherEndpoint?: URL;
}

/** Wraps correct parts; what it remembers lives as long as the parts that it made. */
export type Plant = (parts: DeviceParts) => DeviceParts;

/** The same for the rules by which a device takes its artifacts: its runtimes stand on them. */
type PlantInArtifacts = (rules: ArtifactRules) => ArtifactRules;

/** One deliberate fault: what it breaks, and how it is planted. */
export interface DeviceDefect {
  /** Kebab-case, unique. */
  readonly name: string;
  /** Ids of the requirements catalogue that a device with this fault does not meet; none where only a policy is broken. */
  readonly breaks: readonly string[];
  /** What a person would see. */
  readonly statement: string;
  readonly plant: Plant;
  readonly plantInArtifacts: PlantInArtifacts;
}

/** A row of a defect table. */
export const defect = (name: string, breaks: readonly string[], statement: string, plant: Plant): DeviceDefect => ({
  name,
  breaks,
  statement,
  plant,
  plantInArtifacts: (rules) => rules,
});

/** A row about artifacts; the change makes rules of the rules that were there. */
export const takingArtifacts = (
  name: string,
  breaks: readonly string[],
  statement: string,
  change: (rules: ArtifactRules) => Partial<ArtifactRules>,
): DeviceDefect => ({
  ...defect(name, breaks, statement, (parts) => parts),
  plantInArtifacts: (rules) => ({ ...rules, ...change(rules) }),
});

/** A fault with a memory: each device that has it gets its own. */
export const withMemory =
  (make: () => Plant): Plant =>
  (parts) =>
    make()(parts);
