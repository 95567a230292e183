import { DEVICE_DEFECTS } from '../../../simulator/device/defects/index.ts';
import { REGISTRY_DEFECTS } from '../../../simulator/registry/defects/index.ts';
import { DEFECTS } from '../../../simulator/was/defects/index.ts';

/** A deliberate fault somewhere between the operator and what runs. */
export interface Fault {
  readonly side: 'WFM' | 'device' | 'registry';
  readonly name: string;
  /** Ids of requirements; a registry breaks none of ours. */
  readonly breaks: readonly string[];
  readonly statement: string;
}

/** Faults of the reference WAS that part what the operator means, what runs and what the database says. */
const OF_THE_WFM: readonly string[] = [
  'parameters-dropped',
  'parameters-stringified',
  'parameters-of-another-client',
  'components-reversed',
  'only-first-component',
  'revision-without-prerelease',
  'wait-and-timeout-dropped',
  'device-id-is-gateway',
  'second-device-gets-first-id',
  'update-without-effect',
  'second-update-without-effect',
  'update-keeps-former-parameters',
  'update-keeps-former-revisions',
  'update-reaches-every-deployment',
  'update-lost-on-restart',
  'withdrawn-still-listed',
  'withdrawn-returns-on-restart',
  'deployments-lost-on-restart',
  'third-deployment-missing',
  'foreign-deployments-listed',
  'version-decreases',
  'version-reset-on-restart',
  'status-not-stored',
  'later-status-not-stored',
  'status-of-second-deployment-not-stored',
  'status-lost-on-restart',
  'status-lost-for-second-client',
  'component-states-exchanged',
  'failed-stored-as-installed',
  'removal-not-stored',
  'adopted-version-never-advances',
  'observe-lags-one-report',
  'registry-credentials-served',
  'failure-cause-replaced',
];

/** Faults of a registry that a device notices on the way that the sequences take: anonymous, tags that stay. */
const OF_THE_REGISTRY: readonly string[] = [
  'blob-altered',
  'blob-truncated',
  'blob-absent',
  'manifest-altered',
  'manifest-digest-lies',
  'manifest-not-json',
  'tag-moved',
  'other-version-served',
  'other-artifact-served',
  'unavailable',
];

/** They show where a WFM leads elsewhere, which no sound one does: their own tests have one that does. */
const NOT_IN_THE_CHAIN: ReadonlySet<string> = new Set(['redirect-followed', 'foreign-reference-fetched']);

export const FAULTS: readonly Fault[] = [
  ...OF_THE_WFM.map((id): Fault => {
    const { requirements, description } = named(DEFECTS, id);
    return { side: 'WFM', name: id, breaks: requirements, statement: description };
  }),
  ...DEVICE_DEFECTS.filter(({ name }) => !NOT_IN_THE_CHAIN.has(name)).map(
    ({ name, breaks, statement }): Fault => ({ side: 'device', name, breaks, statement }),
  ),
  ...OF_THE_REGISTRY.map((id): Fault => {
    const { description } = named(REGISTRY_DEFECTS, id);
    return { side: 'registry', name: id, breaks: [], statement: description };
  }),
];

function named<Row extends { readonly id: string }>(table: readonly Row[], id: string): Row {
  const row = table.find((candidate) => candidate.id === id);
  if (row) return row;
  throw new RangeError(`DEFECT_UNKNOWN: no table has ${id}`);
}
