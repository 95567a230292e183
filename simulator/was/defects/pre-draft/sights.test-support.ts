import { X509Certificate } from 'node:crypto';
import { parse } from 'yaml';
import type { RepositoryClient } from '../../../git/repository-client.ts';
import { isJsonObject, type JsonObject, type JsonValue, parseJson } from '../../../protocol/json.ts';
import type { RunningWas } from '../../options.ts';
import {
  admittedDevice,
  applicationOf,
  askForToken,
  assign,
  capabilitiesOf,
  type Handed,
  payloadSignature,
  type Sent,
  statusOf,
  type TestDevice,
} from '../../pre-draft/device.test-support.ts';
import { order, type Response, send } from '../../testing/client.ts';

/** What one sees of a WAS; the same each time where it is sound. */
export type Sight = (was: RunningWas) => Promise<unknown>;

const members = (response: Response): Readonly<Record<string, JsonValue>> => {
  const document = parseJson(response.body.toString());
  return isJsonObject(document) ? document : {};
};

const taken = (document: Readonly<Record<string, JsonValue>>): Handed => ({
  clientId: String(document['clientId']),
  clientSecret: String(document['clientSecret']),
  tokenUrl: String(document['tokenUrl']),
  gitUrl: String(document['gitUrl']),
  gitToken: String(document['gitToken']),
});

const onboarding = (device: TestDevice, more = {}): Promise<Response> =>
  device.call('POST', '/onboarding/', applicationOf(device.id, device.credential, more));

const MORE = {
  enabledRuntimes: ['python'],
  securityStandards: ['IEC 62443'],
  connectivity: ['5G'],
  updateIntervalSeconds: 60,
  domain: 'line-1',
};

export const handouts: Sight = async (was) => {
  const answers = [];
  for (const id of ['one', 'two']) {
    const response = await onboarding(await admittedDevice(was, id));
    answers.push({ status: response.status, ...members(response) });
  }
  const [one, two] = answers;
  return {
    shown: answers.map((answer) =>
      Object.entries(answer).map(([name, value]) => [name, /^\w+:.*\/|^\d+$/.exec(String(value))?.[0].slice(0, 6)]),
    ),
    repositories: answers.map((answer) => new URL(String(taken(answer).gitUrl), 'https://a').pathname),
    equal: ['clientSecret', 'gitToken'].map((name) => Reflect.get(one ?? {}, name) === Reflect.get(two ?? {}, name)),
  };
};

export const rootCertificate: Sight = async (was) => {
  const device = await admittedDevice(was, 'one');
  const response = await device.call('GET', '/onboarding/certificate', '', { signature: null });
  const text = Buffer.from(String(members(response)['certificate']), 'base64');
  try {
    return [response.status, new X509Certificate(text).subject];
  } catch {
    return [response.status, 'none'];
  }
};

export const keptAtOnboarding: Sight = async (was) => {
  const device = await admittedDevice(was, 'one');
  const { status } = await onboarding(device, MORE);
  return [status, await device.operate('devices')];
};

export const tokens: Sight = async (was) => {
  const [device, other] = [await admittedDevice(was, 'one'), await admittedDevice(was, 'two')];
  const handed = await device.onboard();
  const { clientSecret } = await other.onboard();
  const grant = { grant_type: 'client_credentials' };
  const secrets = [handed.clientSecret, 'wrong', `${handed.clientSecret.slice(0, 20)}?`, clientSecret, handed.gitToken];
  const seen = [];
  for (const secret of secrets) {
    const response = await askForToken(was, { ...handed, clientSecret: secret }, grant);
    const { access_token, ...others } = members(response);
    seen.push([response.status, response.headers['cache-control'], typeof access_token, others]);
  }
  for (const by of ['header', 'body'] as const)
    seen.push((await askForToken(was, handed, { grant_type: 'password' }, by)).status);
  return seen;
};

const attempts = async (
  device: TestDevice,
  id: string,
  deploymentId: string,
  sent: (body: string) => Sent,
): Promise<number[]> => {
  const status = statusOf(deploymentId);
  const calls = [
    ['POST', `/device/${id}/capabilities`, capabilitiesOf(id, { vendor: device.id })],
    ['PUT', `/device/${id}/capabilities`, capabilitiesOf(id, { vendor: device.id })],
    ['POST', `/device/${id}/deployment/${deploymentId}/status`, status],
  ] as const;
  const statuses = [];
  for (const [method, path, body] of calls) statuses.push((await device.call(method, path, body, sent(body))).status);
  return statuses;
};

export const bearers: Sight = async (was) => {
  const [device, other] = [await admittedDevice(was, 'one'), await admittedDevice(was, 'two')];
  const handed = await device.onboard();
  const token = await device.token(handed);
  const foreign = await other.token(await other.onboard());
  const deploymentId = await assign(device);
  const statuses = [];
  for (const presented of [token, await device.token(handed, 'status'), undefined, 'unknown'])
    statuses.push(await attempts(device, 'one', deploymentId, () => ({ token: presented })));
  statuses.push(await attempts(other, 'one', deploymentId, () => ({ token: foreign })));
  await device.operate('update', { deploymentId, deployment: order('other') });
  const lifetime = members(await askForToken(was, handed, { grant_type: 'client_credentials' }))['expires_in'];
  return [statuses, lifetime, await device.operate('devices')];
};

export const signatures: Sight = async (was) => {
  const [device, other] = [await admittedDevice(was, 'one'), await admittedDevice(was, 'two')];
  const token = await device.token(await device.onboard());
  const deploymentId = await assign(device);
  const ways: readonly ((body: string) => string | null)[] = [
    (body) => payloadSignature(body, device.credential.keyPem),
    (body) => payloadSignature(`${body} `, device.credential.keyPem),
    (body) => payloadSignature(body, other.credential.keyPem),
    () => 'bm9uZQ==',
    () => null,
  ];
  const statuses = [];
  for (const way of ways)
    statuses.push(await attempts(device, 'one', deploymentId, (body) => ({ token, signature: way(body) })));
  return statuses;
};

export const reports: Sight = async (was) => {
  const [device, other] = [await admittedDevice(was, 'one'), await admittedDevice(was, 'two')];
  const [token, theirs] = [await device.token(await device.onboard()), await other.token(await other.onboard())];
  const path = '/device/box/capabilities';
  const statuses = [];
  for (const [method, body] of [
    ['POST', capabilitiesOf('box', { vendor: '1', domain: 'north' })],
    ['PUT', capabilitiesOf('box', { vendor: '2' })],
    ['PUT', '{}'],
    ['PUT', '{'],
  ] as const)
    statuses.push((await device.call(method, path, body, { token })).status);
  statuses.push((await other.call('POST', path, capabilitiesOf('box', { vendor: '3' }), { token: theirs })).status);
  const deploymentId = await assign(device);
  const unknown = '00000000-0000-4000-8000-000000000000';
  for (const [id, body] of [
    [deploymentId, statusOf(deploymentId, 'Pending')],
    [deploymentId, statusOf(deploymentId)],
    [deploymentId, '{'],
    [unknown, statusOf(unknown)],
  ] as const)
    statuses.push((await device.call('POST', `/device/one/deployment/${id}/status`, body, { token })).status);
  return [statuses, await device.operate('devices'), await device.operate('observe', { deploymentId })];
};

/** Ids are other ones each time: they are shown by when they were given. */
const named = (text: string, ids: readonly string[]): string =>
  ids.reduce((shown, id, index) => shown.replaceAll(id, `id-${index}`), text);

const SECRET = /[\w-]{43}/g;

/** What a device sees in a repository now. */
async function shownIn(repository: RepositoryClient, ids: readonly string[]): Promise<unknown> {
  const { kind } = await repository.sync();
  const files = repository.files().map(({ path, bytes }) => {
    const text = named(Buffer.from(bytes).toString(), ids).replaceAll(SECRET, 'secret');
    return [named(path, ids), contentOf(text)] as const;
  });
  return [kind, files.sort(([left], [right]) => (left < right ? -1 : 1))];
}

function contentOf(text: string): unknown {
  try {
    return parse(text);
  } catch {
    return 'no YAML';
  }
}

const compose = (): JsonObject => ({
  ...order('compose'),
  profile: { ...Object(order()['profile']), type: 'compose' },
});

export const deployments: Sight = async (was) => {
  const device = await admittedDevice(was, 'one');
  const repository = await device.repository(await device.onboard());
  const ids = [await assign(device, order('helm')), await assign(device, compose())];
  return shownIn(repository, ids);
};

export const contents: Sight = async (was) => {
  const [device, other] = [await admittedDevice(was, 'one'), await admittedDevice(was, 'two')];
  const ids = [await assign(other, order('theirs'))];
  const theirs = await shownIn(await other.repository(await other.onboard()), ids);
  const repository = await device.repository(await device.onboard());
  for (const name of ['first', 'second', 'third']) ids.push(await assign(device, order(name)));
  const seen = [theirs, await shownIn(repository, ids)];
  const [, first, ...later] = ids;
  await device.operate('update', { deploymentId: first, deployment: order('changed') });
  for (const deploymentId of later) await device.operate('withdraw', { deploymentId });
  seen.push(await shownIn(repository, ids));
  await device.operate('withdraw', { deploymentId: first });
  return [...seen, await shownIn(repository, ids)];
};

export const access: Sight = async (was) => {
  const [device, other] = [await admittedDevice(was, 'one'), await admittedDevice(was, 'two')];
  const { gitUrl, gitToken } = await device.onboard();
  const { gitToken: foreign } = await other.onboard();
  const statuses = [];
  for (const token of [gitToken, foreign, 'unknown'])
    for (const service of ['git-upload-pack', 'git-receive-pack']) {
      const headers = { authorization: `Basic ${Buffer.from(`x:${token}`).toString('base64')}` };
      statuses.push((await send(was, `${gitUrl}/info/refs?service=${service}`, 'GET', { headers })).status);
    }
  return statuses;
};

export const restarts: Sight = async (was) => {
  const device = await admittedDevice(was, 'one');
  const handed = await device.onboard();
  const repository = await device.repository(handed);
  const ids = [await assign(device, order('first'))];
  const before = await shownIn(repository, ids);
  await device.operate('restart');
  ids.push(await assign(device, order('second')));
  const { status } = await askForToken(was, handed, { grant_type: 'client_credentials' });
  return [status, before, await shownIn(repository, ids)];
};
