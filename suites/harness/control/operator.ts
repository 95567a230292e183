import type { ApplicationDeployment, DeploymentState } from '../../../simulator/protocol/documents.ts';
import { DEPLOYMENT_STATES } from '../../../simulator/protocol/documents.ts';
import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  stringifyJson,
  toJson,
} from '../../../simulator/protocol/json.ts';
import { ConfigurationError } from '../failure.ts';
import { NotEvaluated } from '../verdict.ts';
import type { ControlAnswer, ControlClient, ControlDescription, ControlDriver, ControlVerb } from './contract.ts';

/** What an operator asks for: the parts of an ApplicationDeployment that are not the WFM's to choose. */
export interface RequestedDeployment {
  readonly applicationId: string;
  readonly name: string;
  readonly namespace: string;
  readonly profile: ApplicationDeployment['spec']['deploymentProfile'];
  readonly parameters: NonNullable<ApplicationDeployment['spec']['parameters']>;
  readonly [extension: `x-${string}-extensions`]: JsonValue;
}

export interface Observation {
  readonly state: DeploymentState | string;
  readonly components: readonly ObservedComponent[];
  readonly adoptedManifestVersion: JsonValue | undefined;
}

export interface ObservedComponent {
  readonly name: string;
  readonly state: string;
  /** Why it failed; a hook may leave it out. */
  readonly error?: JsonValue;
}

export interface StoredDevice {
  readonly deviceId: string;
  readonly properties: JsonObject;
  readonly labels: JsonObject | undefined;
}

/**
 * The operator, through the target's hook. A verb that the hook lacks ends the check as not evaluated, naming the verb;
 * an answer out of contract is the set-up's fault, not the WFM's.
 */
export interface Operator {
  readonly description: ControlDescription;
  admit(client: ControlClient): Promise<void>;
  retire(client: ControlClient): Promise<void>;
  /** The same key answers the same deployment id. */
  assign(client: ControlClient, deviceId: string, deployment: RequestedDeployment, key: string): Promise<string>;
  update(client: ControlClient, deploymentId: string, deployment: RequestedDeployment): Promise<void>;
  withdraw(client: ControlClient, deploymentId: string): Promise<void>;
  /** Undefined where the WFM knows no such deployment. */
  observe(client: ControlClient, deploymentId: string): Promise<Observation | undefined>;
  devices(client: ControlClient): Promise<readonly StoredDevice[]>;
  issue(csr: string, spiffeId: string): Promise<string>;
  restart(): Promise<void>;
}

/** What a listener hears of each call, for transcripts. */
export interface ControlCall {
  readonly verb: ControlVerb;
  readonly body: JsonValue;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly answer: ControlAnswer | null;
  readonly error: unknown;
}

export function operator(
  driver: ControlDriver,
  description: ControlDescription,
  onCall: (call: ControlCall) => void = () => undefined,
): Operator {
  const attempt = async (verb: ControlVerb, body: JsonValue): Promise<ControlAnswer> => {
    if (!description.supports.has(verb)) throw new NotEvaluated(`the control hook does not support the verb ${verb}`);
    const startedAt = Date.now();
    const start = performance.now();
    try {
      const answer = await driver.call(verb, body);
      onCall({ verb, body, startedAt, durationMs: performance.now() - start, answer, error: null });
      return answer;
    } catch (error) {
      onCall({ verb, body, startedAt, durationMs: performance.now() - start, answer: null, error });
      throw error;
    }
  };

  const done = async (verb: ControlVerb, body: JsonValue): Promise<JsonObject> =>
    answered(verb, await attempt(verb, body));

  return {
    description,
    admit: async (client) => void (await done('admit', { client: { ...client } })),
    retire: async (client) => void (await done('retire', { client: { ...client } })),
    assign: async (client, deviceId, deployment, key) => {
      const answer = await done('assign', { key, client: { ...client }, deviceId, deployment: toJson(deployment) });
      const id = answer['deploymentId'];
      if (typeof id === 'string' && id !== '') return id;
      throw outOfContract('assign', answer, '{"deploymentId": "…"}');
    },
    update: async (client, deploymentId, deployment) =>
      void (await done('update', { client: { ...client }, deploymentId, deployment: toJson(deployment) })),
    withdraw: async (client, deploymentId) => void (await done('withdraw', { client: { ...client }, deploymentId })),
    observe: async (client, deploymentId) => {
      const answer = await attempt('observe', { client: { ...client }, deploymentId });
      return answer.kind === 'not-found' ? undefined : observation(answered('observe', answer));
    },
    devices: async (client) => storedDevices(await done('devices', { client: { ...client } })),
    issue: async (csr, spiffeId) => {
      const answer = await done('issue', { csr, spiffeId });
      const certificate = answer['certificate'];
      if (typeof certificate === 'string' && certificate.includes('BEGIN CERTIFICATE')) return certificate;
      throw outOfContract('issue', answer, '{"certificate": "PEM"}');
    },
    restart: async () => void (await done('restart', {})),
  };
}

function answered(verb: ControlVerb, answer: ControlAnswer): JsonObject {
  switch (answer.kind) {
    case 'answered':
      return answer.body;
    case 'unsupported':
      throw new NotEvaluated(`the control hook does not support the verb ${verb}`);
    case 'not-found':
    case 'refused':
      throw new ConfigurationError('CONTROL_REFUSED', `the control hook refused ${verb}: ${answer.message}`);
  }
}

function observation(answer: JsonObject): Observation {
  const { state, components = [] } = answer;
  if (typeof state !== 'string' || !Array.isArray(components))
    throw outOfContract(
      'observe',
      answer,
      `{"state": ${DEPLOYMENT_STATES.join('|')}, "components": [{"name", "state"}]}`,
    );
  return {
    state: inModelWords(state),
    components: components.map((component: JsonValue) => {
      if (!isJsonObject(component) || typeof component['name'] !== 'string' || typeof component['state'] !== 'string')
        throw outOfContract('observe', answer, 'components of {"name", "state", "error"?}');
      const { name, state, error } = component;
      return { name, state: inModelWords(state), ...(error !== undefined && { error }) };
    }),
    adoptedManifestVersion: answer['adoptedManifestVersion'],
  };
}

/** A hook may pass on what its WFM stored, and the text of 2024 has the states with a capital letter. */
const inModelWords = (state: string): string =>
  DEPLOYMENT_STATES.find((known) => known === state.toLowerCase()) ?? state;

function storedDevices(answer: JsonObject): readonly StoredDevice[] {
  const devices = answer['devices'];
  if (!Array.isArray(devices))
    throw outOfContract('devices', answer, '{"devices": [{"deviceId", "properties", "labels"?}]}');
  return devices.map((device: JsonValue) => {
    if (!isJsonObject(device) || typeof device['deviceId'] !== 'string' || !isJsonObject(device['properties']))
      throw outOfContract('devices', answer, 'devices of {"deviceId", "properties", "labels"?}');
    const labels = device['labels'];
    return {
      deviceId: device['deviceId'],
      properties: device['properties'],
      labels: isJsonObject(labels) ? labels : undefined,
    };
  });
}

const outOfContract = (verb: ControlVerb, answer: JsonObject, expected: string): ConfigurationError =>
  new ConfigurationError(
    'CONTROL_ANSWER',
    `${verb} answered ${stringifyJson(answer).slice(0, 300)}; expected ${expected}`,
  );
