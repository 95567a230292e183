import { isJsonObject, type JsonObject, jsonBytes, parseJsonBytes, toJson } from '../../../simulator/protocol/json.ts';
import type { AnyRequest } from '../../../simulator/protocol/revision.ts';
import { plainHost } from '../../harness/arbitraries/capabilities.ts';
import { check } from '../../harness/check.ts';
import type { TrialClient } from '../../harness/client.ts';
import type { Trial } from '../../harness/trial.ts';
import { NotEvaluated } from '../../harness/verdict.ts';
import { keepsWhatWasSaid } from '../../oracles/handout.ts';
import { about } from '../../oracles/judgement.ts';
import { accepts, isAccepted } from '../../oracles/status-code.ts';
import { onboardingOf } from '../onboarding-call.ts';
import { answerTo, applicant, clientWith, handedOut } from './asking.ts';

const POSITION = { position: 'G-99' } as const;

/** A machine that says all that the users call essential; in the model, most of it are labels. */
function tellingHost(deviceId: string): JsonObject {
  const { properties } = plainHost(deviceId);
  const document = toJson({
    properties: {
      ...properties,
      cpus: [
        { cores: 8, architecture: 'amd64' },
        { cores: 4, architecture: 'arm64' },
      ],
      memory: '32 Gi',
      interfaces: [{ type: 'ethernet' }, { type: 'wifi' }],
    },
    labels: {
      'waspect.example/language-runtimes': ['python 3.12', 'node 22'],
      'waspect.example/security': ['IEC 62443-4-2', 'TLS 1.3'],
      'waspect.example/connectivity': ['ethernet', '5g'],
      'waspect.example/update-interval-seconds': 90,
      'waspect.example/domain': 'packaging line 4',
    },
  });
  if (isJsonObject(document)) return document;
  throw new TypeError('CAPABILITIES: a report is an object');
}

/** The properties that go with a request to be taken in. */
function saidIn({ body }: AnyRequest): JsonObject {
  const document = parseJsonBytes(body ?? new Uint8Array());
  const properties = isJsonObject(document) ? document['properties'] : undefined;
  if (isJsonObject(properties)) return properties;
  throw new TypeError('ONBOARDING_SAYS_NOTHING: the request has no properties');
}

/** What the minutes list, with the members by which the request says it. */
const ESSENTIALS: readonly Essential[] = [
  { id: 'processors', what: 'processors', members: (said) => ({ resources: part(said['resources'], 'cpus') }) },
  { id: 'memory', what: 'memory', members: (said) => ({ resources: part(said['resources'], 'memory') }) },
  { id: 'runtimes', what: 'enabled runtimes', members: (said) => pick(said, 'enabledRuntimes') },
  { id: 'security', what: 'security standards', members: (said) => pick(said, 'securityStandards') },
  { id: 'connectivity', what: 'connectivity', members: (said) => pick(said, 'connectivity', 'interfaces') },
  { id: 'update-interval', what: 'update interval', members: (said) => pick(said, 'updateIntervalSeconds') },
  { id: 'domain', what: 'domain', members: (said) => pick(said, 'domain') },
];

interface Essential {
  readonly id: string;
  readonly what: string;
  readonly members: (said: JsonObject) => JsonObject;
}

/** Every member of the names, each of which the request has. */
function pick(said: JsonObject, ...names: readonly string[]): JsonObject {
  const found = names.flatMap((name) => (said[name] === undefined ? [] : [[name, said[name]] as const]));
  if (found.length === names.length) return Object.fromEntries(found);
  throw new TypeError(`ONBOARDING_SAYS_LESS: the request has no ${names.join(' or ')}`);
}

const part = (resources: JsonObject[string] | undefined, name: string): JsonObject =>
  pick(isJsonObject(resources) ? resources : {}, name);

/**
 * Judges that a device which says all of it is taken in, and that this part is kept. It says so twice: with the request, and
 * in the report that ends its onboarding (ONB-014), since a WFM is free to keep the one or the other.
 */
async function judgeKept(trial: Trial, { what, members }: Essential): Promise<void> {
  const client = await applicant(trial);
  const says = tellingHost(client.id);
  const request = onboardingOf(trial).request(client.identity.credential, says);
  const answer = await answerTo(trial, client, 'USR-014', request);
  if (!isAccepted(answer)) await requirePlainTakenIn(trial);
  trial.judge('USR-014', about(`a device that says its ${what}`, accepts(answer)), POSITION);
  // What was refused is not there to be kept.
  if (!isAccepted(answer)) return;
  const given = handedOut(trial, answer);
  if (!('wrong' in given)) {
    const taken = await clientWith(trial, client, given);
    trial.answer(await taken.api.reportCapabilities(client.id, jsonBytes(says)), 'USR-014');
  }
  const said = members(saidIn(request));
  await trial.judgeEventually('USR-014', async () => keepsWhatWasSaid(await record(trial, client), said), POSITION);
}

/** Where nobody is taken in, it is not for what a device says of itself. */
async function requirePlainTakenIn(trial: Trial): Promise<void> {
  const answer = await answerTo(trial, await applicant(trial), 'USR-014');
  if (!isAccepted(answer)) throw new NotEvaluated(`no device is taken in: status ${answer.status}`);
}

const record = async (trial: Trial, client: TrialClient) =>
  (await trial.operator.devices(client.client)).find(({ deviceId }) => deviceId === client.id);

for (const essential of ESSENTIALS)
  check(
    {
      id: `onboarding/${essential.id}-said-at-onboarding-kept`,
      title: `What a device says of its ${essential.what} while it is taken in is accepted and kept`,
      requirements: ['USR-014'],
      needs: { caller: 'bearer-token', verbs: ['devices'] },
    },
    (trial) => judgeKept(trial, essential),
  );
