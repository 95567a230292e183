import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../../protocol/json.ts';
import { type DeviceDefect, defect, type Plant, withMemory } from './defect.ts';
import { reporting, rewriting, type Send, swallowed } from './wire.ts';

const componentsIn = (status: JsonObject): readonly JsonObject[] => {
  const components = status['components'];
  return Array.isArray(components) ? components.filter(isJsonObject) : [];
};

const overallIn = ({ status }: JsonObject): JsonObject => (isJsonObject(status) ? status : {});

const stateIn = (status: JsonObject): JsonValue | undefined => overallIn(status)['state'];

/** One state in the place of another, on top and in every component; an error goes where `failed` does. */
const sayingInstead =
  (from: string, to: string) =>
  (status: JsonObject): JsonObject => {
    const said = (part: JsonObject): JsonObject => {
      if (part['state'] !== from) return part;
      const { error: _error, ...rest } = part;
      return { ...rest, state: to };
    };
    return { ...status, status: said(overallIn(status)), components: componentsIn(status).map(said) };
  };

/** Reports that say something else than what is, or come too often or not at all. */
export const REPORT_DEFECTS: readonly DeviceDefect[] = [
  defect(
    'adopted-version-ahead',
    ['STA-012'],
    'adoptedManifestVersion is one higher than the manifest that is carried out',
    rewriting((status) => ({ ...status, adoptedManifestVersion: versionIn(status) + 1n })),
  ),
  defect(
    'adopted-version-stays',
    ['STA-012'],
    'adoptedManifestVersion stays that of the first report of a deployment',
    withMemory(firstVersion),
  ),
  defect(
    'failed-reported-as-installed',
    ['STA-007', 'WFL-006'],
    'a component that has failed is reported as installed',
    rewriting(sayingInstead('failed', 'installed')),
  ),
  defect(
    'installed-before-ready',
    ['STA-001', 'WFL-006'],
    'a component is reported as installed from the moment in which its installation begins',
    rewriting(sayingInstead('installing', 'installed')),
  ),
  defect(
    'removed-while-there',
    ['STA-001', 'WFL-006'],
    'a component is reported as removed from the moment in which its removal begins',
    rewriting(sayingInstead('removing', 'removed')),
  ),
  defect(
    'states-exchanged',
    ['STA-009', 'WFL-006'],
    'each component is reported in the state of the next one',
    rewriting((status) => ({ ...status, components: exchanged(componentsIn(status)) })),
  ),
  defect(
    'component-left-out',
    ['STA-009'],
    'the last component of a deployment of several stands in no report',
    rewriting((status) => {
      const components = componentsIn(status);
      return { ...status, components: components.slice(0, Math.max(1, components.length - 1)) };
    }),
  ),
  defect(
    'best-state-on-top',
    ['STA-007'],
    'the state of a deployment is that of its last component, whatever the others are in',
    rewriting((status) => {
      const last = componentsIn(status).at(-1);
      return last ? { ...status, status: { ...overallIn(status), state: last['state'] ?? null } } : status;
    }),
  ),
  defect(
    'status-sent-twice',
    ['WFL-006'],
    'every report is sent twice',
    reporting(async (_deploymentId, status, send) => {
      await send(status);
      return send(status);
    }),
  ),
  defect(
    'installing-not-reported',
    ['STA-001', 'WFL-006'],
    'a deployment goes from pending to its end without a report between',
    reporting(async (deploymentId, status, send) =>
      stateIn(status) === 'installing' ? swallowed(deploymentId) : send(status),
    ),
  ),
  defect(
    'removal-not-reported',
    ['WFL-006'],
    'the end of a removal is not reported',
    reporting(async (deploymentId, status, send) =>
      stateIn(status) === 'removed' ? swallowed(deploymentId) : send(status),
    ),
  ),
  defect(
    'only-first-life-reported',
    ['WFL-006'],
    'what becomes of a deployment after it was installed once is not reported',
    withMemory(firstLifeOnly),
  ),
  defect(
    'report-out-of-order',
    ['STA-001', 'WFL-006'],
    'the first report of a deployment comes after the second',
    withMemory(firstAfterSecond),
  ),
  defect(
    'child-not-named',
    ['STA-005'],
    'a gateway reports for its children without saying for which',
    rewriting(({ deviceId: _deviceId, ...status }) => status),
  ),
];

const versionIn = ({ adoptedManifestVersion: version }: JsonObject): bigint =>
  typeof version === 'number' || typeof version === 'bigint' ? BigInt(version) : 0n;

function firstVersion(): Plant {
  const first = new Map<string, bigint>();
  return reporting((deploymentId, status, send) => {
    const version = first.get(deploymentId) ?? versionIn(status);
    first.set(deploymentId, version);
    return send({ ...status, adoptedManifestVersion: version });
  });
}

/** Names and states no longer belong together; errors go with the states. */
const exchanged = (components: readonly JsonObject[]): readonly JsonObject[] =>
  components.map(({ name }, index) => ({ ...components[(index + 1) % components.length], name: name ?? null }));

function firstLifeOnly(): Plant {
  const installed = new Set<string>();
  return reporting(async (deploymentId, status, send) => {
    if (installed.has(deploymentId)) return swallowed(deploymentId);
    if (stateIn(status) === 'installed') installed.add(deploymentId);
    return send(status);
  });
}

function firstAfterSecond(): Plant {
  const held = new Map<string, JsonObject | null>();
  return reporting(async (deploymentId, status, send: Send) => {
    const first = held.get(deploymentId);
    if (first === undefined) {
      held.set(deploymentId, status);
      return swallowed(deploymentId);
    }
    held.set(deploymentId, null);
    const exchange = await send(status);
    if (first && stringifyJson(first) !== stringifyJson(status)) await send(first);
    return exchange;
  });
}
