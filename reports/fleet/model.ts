/** What a fleet has measured, as it stands in `results.json`: the member `fleet`. */

export const FLEET_REPORT_SCHEMA = 'waspect/fleet-report/v1';

export interface FleetResults {
  readonly plan: FleetPlanSummary;
  readonly report: FleetReport;
  readonly validity: FleetValidity;
  readonly objectives: readonly FleetObjective[];
  /** What the operator of the WFM did meanwhile; absent where nobody did anything. */
  readonly operator?: FleetOperatorResults;
}

export interface FleetOperatorResults {
  /** By verb of the control contract. */
  readonly calls: Readonly<Record<string, FleetCalls>>;
  /** From the answer of a call until a device carried out what it asked for. */
  readonly adoption: FleetLatency;
  /** Changes that no device was heard to carry out, and those that others replaced before. */
  readonly unadopted: number;
  readonly superseded: number;
  /** Records of the WFM that were read back at the end; absent where none were. */
  readonly readBack?: { readonly deployments: number; readonly devices: number; readonly unread: number };
}

export interface FleetCalls {
  readonly intended: number;
  readonly service: FleetLatency;
  /** By `done`, or the code of the failure. */
  readonly outcomes: Counts;
}

export interface FleetPlanSummary {
  readonly name: string;
  readonly title: string;
  /** The plan file as it was named. */
  readonly file: string;
  readonly devices: number;
  readonly durationMs: number;
  /** How the devices arrive and poll, what they are, how they live, what the operator does: names and words for a person. */
  readonly facts: readonly (readonly [name: string, value: string])[];
  /** Of everything in the plan but its seed and objectives: plans with the same one ask for the same load. */
  readonly digest: string;
}

export interface FleetValidity {
  readonly isValid: boolean;
  readonly reasons: readonly string[];
}

export interface FleetObjective {
  readonly text: string;
  /** Null where there was nothing to measure. */
  readonly met: boolean | null;
  readonly words: string;
}

/** Slices of a fleet added up; times in microseconds unless the name says otherwise. */
export interface FleetReport {
  readonly schema: typeof FLEET_REPORT_SCHEMA;
  readonly slices: readonly FleetSlice[];
  /** Slices that no report has come of. */
  readonly lost: readonly FleetSlice[];
  readonly devices: number;
  /** RFC 3339. */
  readonly started: string;
  readonly endedAtMs: number;
  readonly operations: Readonly<Record<string, FleetOperation>>;
  readonly polls: FleetLatency;
  readonly arrivals: FleetLatency;
  readonly generator: FleetGenerator;
  readonly course: readonly FleetInterval[];
  readonly intervalMs: number;
  /** When the oracles found something; what, the checks say. */
  readonly violations: readonly { readonly at: number; readonly requirement: string }[];
  readonly violationCounts: Counts;
  readonly judged: number;
  readonly judgedRequirements: Counts;
  readonly incidents: readonly FleetIncident[];
  readonly incidentCounts: Counts;
}

type Counts = Readonly<Record<string, number>>;

/** HDR histogram of microseconds, in the compressed V2 format, base64. */
type EncodedHistogram = string;

export interface FleetSlice {
  readonly index: number;
  readonly of: number;
}

export interface FleetOperation {
  readonly count: number;
  readonly service: EncodedHistogram;
  readonly outcomes: Counts;
  readonly errors: number;
}

export interface FleetLatency {
  readonly count: number;
  readonly response: EncodedHistogram;
}

export interface FleetGenerator {
  readonly intended: number;
  readonly begun: number;
  readonly held: number;
  readonly dropped: number;
  readonly lateness: EncodedHistogram;
  readonly loopDelay: EncodedHistogram;
  readonly cpuMs: number;
  readonly peakRssBytes: Counts;
}

export interface FleetInterval {
  readonly arrivalsPlanned: number;
  readonly arrivals: number;
  readonly requests: number;
  readonly errors: number;
  readonly polls: EncodedHistogram;
  readonly states: Counts;
  readonly dropped: number;
  readonly latenessMaxUs: number;
  readonly busiest: number;
}

export interface FleetIncident {
  readonly at: number;
  readonly code: string;
  readonly message: string;
}
