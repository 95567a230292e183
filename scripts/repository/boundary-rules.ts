/**
 * Who may import whom, as data: arrows point down, from what a person runs to what it stands on. Libraries are free to
 * everyone; these rows are about this repository's own modules.
 */
export interface Area {
  /** A folder; the row with the longest matching folder holds. */
  readonly folder: string;
  /** Path prefixes, from the root of the repository, that its modules may import besides their own folder. */
  readonly mayImport: readonly string[];
  /** More of them, for its tests and their support files only. */
  readonly testsMayImport?: readonly string[];
  readonly because: string;
}

/** Tests, and what only tests share: `*.test.ts`, `*.testing.ts`, `*.test-data.ts`, `*.test-support.ts`. */
export const TEST_FILES: RegExp = /\.test(ing|-data|-support)?\.ts$/;

/** What both sides of the wire have to agree on: documents, constants and exact JSON, no behaviour. */
const SHARED_WORDS = [
  'simulator/protocol/dialect.ts',
  'simulator/protocol/documents.ts',
  'simulator/protocol/identifiers.ts',
  'simulator/protocol/json.ts',
  'simulator/protocol/json-source.d.ts',
  'simulator/protocol/media-types.ts',
  'simulator/protocol/pre-draft/dialects.ts',
  'simulator/protocol/pre-draft/schemas.ts',
  'simulator/protocol/pre-draft/words.ts',
  'simulator/protocol/problem-types.ts',
  'simulator/protocol/rc2/dialects.ts',
  'simulator/protocol/rc2/schemas.ts',
  'simulator/protocol/rc2/words.ts',
  'simulator/protocol/rc3/schemas.ts',
  'simulator/protocol/rc3/schemas/',
  'simulator/protocol/revision.ts',
];

/** The words of OCI, for who serves them: behaviour stays apart, so that a mistake in one side is seen by the other. */
const OCI_WORDS = ['simulator/oci/documents.ts', 'simulator/oci/media-types.ts', 'simulator/oci/reference.ts'];

/** How failures are told; every area of the simulator may tell them alike. */
const ERRORS = 'simulator/errors/';

/**
 * Signatures are bytes that both sides have to agree on to the last one, by an RFC and not by Margo: the folder is held to the
 * RFC's vectors and to a foreign implementation instead of to a second one of ours.
 */
const SIGNATURES = 'simulator/http-signatures/';

const DEVICE_SIDE = [ERRORS, 'simulator/protocol/', 'simulator/pki/'];

export const AREAS: readonly Area[] = [
  {
    folder: 'reports/',
    mayImport: [],
    because: 'reports know results and nothing else, so that any results.json can be rendered',
  },
  {
    folder: 'fixtures/',
    mayImport: [],
    because: 'fixtures are data',
  },
  {
    folder: 'simulator/errors/',
    mayImport: [],
    because: 'how failures are told depends on nothing that fails',
  },
  {
    folder: 'simulator/http-signatures/',
    mayImport: [ERRORS, 'simulator/protocol/exchange.ts'],
    testsMayImport: ['simulator/'],
    because: 'signatures are over any HTTP request, whoever sends it and whatever for',
  },
  {
    folder: 'simulator/protocol/',
    mayImport: [SIGNATURES],
    testsMayImport: ['simulator/'],
    because: 'the wire stands on nothing but the signatures of its requests',
  },
  {
    folder: 'simulator/pki/',
    mayImport: [ERRORS, 'simulator/protocol/identifiers.ts'],
    testsMayImport: ['simulator/'],
    because: 'both sides make their identities with it, so it must not know how either talks',
  },
  {
    folder: 'simulator/device/',
    mayImport: [...DEVICE_SIDE, 'simulator/oci/', 'simulator/programs/', 'simulator/git/', 'fixtures/'],
    testsMayImport: ['simulator/'],
    because: 'a device knows the wire and its identity, not who runs it',
  },
  {
    folder: 'simulator/device/runtimes/compose/',
    mayImport: [
      'simulator/protocol/json.ts',
      'simulator/device/',
      'simulator/programs/',
      'simulator/engine/engine.ts',
      'simulator/engine/engine-error.ts',
      'simulator/engine/api/',
    ],
    testsMayImport: ['simulator/', 'fixtures/'],
    because: 'the device asks the engine that it is given, and does not know how one is found or brought up',
  },
  {
    folder: 'simulator/fleet/',
    mayImport: [...DEVICE_SIDE, 'simulator/device/', 'fixtures/'],
    testsMayImport: ['simulator/'],
    because: 'a fleet is many devices and meets a WAS on the wire only',
  },
  {
    folder: 'simulator/was/',
    mayImport: [...SHARED_WORDS, 'simulator/pki/', 'simulator/git/', SIGNATURES],
    testsMayImport: ['simulator/'],
    because:
      'the reference WAS shares words with the client side, never behaviour: a mistake in one is seen by the other',
  },
  {
    folder: 'simulator/oci/',
    mayImport: [ERRORS],
    testsMayImport: ['simulator/'],
    because: 'the words and the client of OCI registries stand on nothing that has to do with devices',
  },
  {
    folder: 'simulator/registry/',
    mayImport: [...OCI_WORDS, 'simulator/pki/'],
    testsMayImport: ['simulator/'],
    because: 'a registry is a foreign server like any other',
  },
  {
    folder: 'simulator/packages/',
    mayImport: [ERRORS, 'simulator/oci/', 'simulator/programs/', 'fixtures/'],
    testsMayImport: ['simulator/'],
    because: 'charts and Compose applications are packed and published without knowing who deploys them',
  },
  {
    folder: 'simulator/programs/',
    mayImport: [ERRORS],
    testsMayImport: ['simulator/'],
    because: 'programs of others are found or fetched, and run, whatever for',
  },
  {
    folder: 'simulator/git/',
    mayImport: [ERRORS, 'simulator/programs/'],
    testsMayImport: ['simulator/'],
    because: "who fetches and who serves share it, since what it does on the wire is Git's own",
  },
  {
    folder: 'simulator/workload-image/',
    mayImport: [ERRORS, 'simulator/programs/'],
    testsMayImport: ['simulator/'],
    because: 'an image is made without knowing who runs it',
  },
  {
    folder: 'simulator/engine/',
    mayImport: [ERRORS, 'simulator/programs/', 'simulator/workload-image/'],
    testsMayImport: ['simulator/'],
    because: 'a container engine is brought up without knowing what is deployed onto it',
  },
  {
    folder: 'simulator/cluster/',
    mayImport: [ERRORS, 'simulator/pki/', 'simulator/programs/', 'simulator/workload-image/', 'simulator/engine/'],
    testsMayImport: ['simulator/'],
    because: 'a cluster is brought up without knowing what is deployed onto it',
  },
  {
    folder: 'simulator/fleet-on-kubernetes/',
    mayImport: [ERRORS, 'simulator/cluster/api/', 'simulator/fleet/'],
    testsMayImport: ['simulator/', 'scripts/image/'],
    because: 'shards are taken to a cluster by its API and speak through the logs of their pods, whatever a fleet does',
  },
  {
    folder: 'suites/oracles/',
    mayImport: [...SHARED_WORDS, 'simulator/protocol/exchange.ts', 'simulator/protocol/rc3/paths.ts', SIGNATURES],
    testsMayImport: ['suites/', 'reports/', 'simulator/', 'fixtures/'],
    because: 'an oracle takes recorded bytes and headers and computes everything itself',
  },
  {
    folder: 'suites/',
    mayImport: [
      'reports/model.ts',
      ERRORS,
      'simulator/protocol/',
      SIGNATURES,
      'simulator/pki/',
      'simulator/device/',
      'simulator/cluster/',
      'simulator/engine/',
      'simulator/oci/',
      'simulator/packages/',
      'simulator/git/',
      'simulator/programs/',
      'simulator/registry/',
      'fixtures/',
    ],
    testsMayImport: ['reports/', 'simulator/'],
    because: "the reference WAS is a black box like any vendor's; a test may start it, a check may not",
  },
  {
    folder: 'suites/under-load/',
    mayImport: [
      'suites/',
      'reports/model.ts',
      ERRORS,
      'simulator/protocol/',
      'simulator/fleet/judging/',
      'simulator/fleet/operator/',
      'simulator/fleet/identities/identity-kind-name.ts',
      'simulator/fleet/shard/slice-options.ts',
    ],
    testsMayImport: ['reports/', 'simulator/'],
    because: 'the suites judge what a fleet sees, and hold its operator; the fleet knows neither',
  },
  {
    folder: 'scripts/',
    mayImport: ['suites/', 'simulator/', 'reports/', 'fixtures/', 'index.ts', 'package.json'],
    because: 'what a person runs stands on everything',
  },
];

/** Folders whose modules are all read; a module outside them belongs to no area. */
export const ROOTS: readonly string[] = ['suites', 'simulator', 'reports', 'scripts', 'fixtures'];

/** Modules that may compute what they import, each with what keeps it inside its boundaries. */
export const MAY_COMPUTE: ReadonlyMap<string, string> = new Map([
  ['suites/harness/engine/check-files.ts', 'lists the checks below suites/ and loads those'],
]);
