import { isJsonObject, type JsonObject, type JsonValue, parseJson, stringifyJson } from '../../../protocol/json.ts';
import type { SecretKind } from '../../pre-draft/rules.ts';
import { type Defect, type Fault, perInstance } from '../defect.ts';
import { answering, withJson, without, withStatus } from '../exchanges.ts';
import { recording } from '../records.ts';
import { preDraft, ruling } from './ruling.ts';

const handingOut = (change: (document: JsonObject) => JsonObject): Fault =>
  answering({ resource: 'onboarding', status: [200, 201] }, withJson(change));

const oneForAll = (kind: SecretKind): Fault =>
  perInstance(() => {
    let first: string | undefined;
    return ruling((rules) => ({
      newSecret: (asked, client) => {
        if (asked !== kind) return rules.newSecret(asked, client);
        first ??= rules.newSecret(asked, client);
        return first;
      },
    }));
  });

const plain = (url: JsonValue | undefined): string => String(url).replace('https:', 'http:');

/** Whatever is called so, wherever it stands, and also where the device says it again when it has been taken in. */
const losing = (name: RegExp): Fault =>
  recording(({ devices }) => ({
    devices: {
      put: (client, deviceId, document) =>
        devices.put(client, deviceId, stringifyJson(pruned(parseJson(document), name))),
    },
  }));

function pruned(value: JsonValue, name: RegExp): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => pruned(item, name));
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([member]) => !name.test(member));
  return Object.fromEntries(kept.map(([member, inner]) => [member, pruned(inner, name)]));
}

const LOST: readonly (readonly [id: string, what: string, name: RegExp])[] = [
  ['processors', 'processors', /^cpus?$|processor/i],
  ['memory', 'memory', /^memory/i],
  ['runtimes', 'enabled runtimes', /runtime/i],
  ['security', 'security standards', /security/i],
  ['connectivity', 'connectivity', /^connectivity|^interfaces$/i],
  ['update-interval', 'update interval', /interval/i],
  ['domain', 'domain', /^domain/i],
];

const USUAL = new Set([
  'id',
  'vendor',
  'modelNumber',
  'serialNumber',
  'roles',
  'resources',
  'peripherals',
  'interfaces',
  'enabledRuntimes',
]);

/** How clients are taken in, what they are given and what is kept of what they say. */
export const PRE_DRAFT_ONBOARDING_DEFECTS: readonly Defect[] = [
  preDraft(
    'handout-without-client-secret',
    ['ONB-003'],
    'a client is given no secret',
    handingOut(without('clientSecret')),
  ),
  preDraft(
    'handout-without-token-url',
    ['ONB-003'],
    'a client is not told where tokens are',
    handingOut(without('tokenUrl')),
  ),
  preDraft(
    'handout-without-repository',
    ['ONB-003'],
    'a client is given neither the URL nor the token of a repository',
    handingOut(without('gitUrl', 'gitToken')),
  ),
  preDraft(
    'handout-without-repository-token',
    ['ONB-003'],
    'a client is given no token for its repository',
    handingOut(without('gitToken')),
  ),
  preDraft(
    'handout-with-plain-token-url',
    ['ONB-003', 'ONB-002'],
    'the token URL is one of plain HTTP',
    handingOut((document) => ({ ...document, tokenUrl: plain(document['tokenUrl']) })),
  ),
  preDraft(
    'handout-with-plain-repository-url',
    ['ONB-003'],
    "the repository's URL is one of plain HTTP",
    handingOut((document) => ({ ...document, gitUrl: plain(document['gitUrl']) })),
  ),
  preDraft(
    'one-client-secret-for-all',
    ['ONB-003', 'USR-016'],
    'every client is given the same secret',
    oneForAll('client-secret'),
  ),
  preDraft(
    'one-repository-token-for-all',
    ['ONB-003', 'USR-016', 'DSM-000'],
    "every client is given the same token, which is that of the first client's repository",
    oneForAll('repository-token'),
  ),
  preDraft(
    'handout-of-another-repository',
    ['ONB-003', 'DSM-000'],
    'a client is given the URL of the repository of the one before it',
    perInstance(previousRepository),
  ),
  preDraft(
    'pre-draft-onboarding-is-404',
    ['GEN-001', 'ONB-003'],
    'there is no onboarding',
    answering({ resource: 'onboarding', status: 201 }, withStatus(404)),
  ),
  preDraft(
    'pre-draft-root-certificate-is-404',
    ['GEN-001', 'ONB-011'],
    'the root CA cannot be read',
    answering({ resource: 'root-certificate', status: 200 }, withStatus(404)),
  ),
  preDraft(
    'pre-draft-root-certificate-is-empty',
    ['ONB-011', 'GEN-001'],
    'the answer has no certificate',
    answering({ resource: 'root-certificate', status: 200 }, withJson(without('certificate'))),
  ),
  preDraft(
    'pre-draft-root-certificate-is-none',
    ['ONB-011'],
    'what is said to be the root CA is no certificate',
    ruling(() => ({ rootCertificate: () => Buffer.from('a certificate').toString('base64') })),
  ),
  preDraft(
    'onboarding-refuses-further-members',
    ['USR-014'],
    'a device that says its domain, its connectivity or the like is not taken in',
    answering(
      { resource: 'onboarding', status: [200, 201], when: ({ body }) => saysMore(body.toString()) },
      withStatus(400),
    ),
  ),
  ...LOST.map(([id, what, name]) =>
    preDraft(
      `onboarding-loses-${id}`,
      ['USR-014', 'USR-001', 'USR-003'],
      `what a device says of its ${what} while it is taken in is lost`,
      losing(name),
    ),
  ),
];

function saysMore(body: string): boolean {
  const document = parseJson(body);
  const properties = isJsonObject(document) ? document['properties'] : undefined;
  return isJsonObject(properties) && Object.keys(properties).some((name) => !USUAL.has(name));
}

function previousRepository(): Fault {
  let previous: JsonValue | undefined;
  return handingOut((document) => {
    const gitUrl = previous ?? document['gitUrl'] ?? null;
    previous = document['gitUrl'];
    return { ...document, gitUrl };
  });
}
