import { header, type WireResponse } from '../../../simulator/protocol/exchange.ts';
import { isJsonObject, type JsonObject } from '../../../simulator/protocol/json.ts';
import { MANIFEST } from '../../../simulator/protocol/media-types.ts';
import { judgeScope } from '../../harness/scope.ts';
import { contentAddress } from '../../oracles/content-address.ts';
import { strongDigestEtag, validEtag } from '../../oracles/etag.ts';
import { broken } from '../../oracles/judgement.ts';
import { type ReceivedManifest, readManifest } from '../../oracles/manifest.ts';
import { cachedAsChanging } from '../../oracles/manifest-caching.ts';
import {
  bundleMediaType,
  bundlePresence,
  type DocumentRule,
  deploymentsListed,
  digestForms,
  manifestDocument,
  references,
  sizeForms,
  versionForm,
} from '../../oracles/manifest-document.ts';
import { desiredState, rebuildFollows, versionFollows } from '../../oracles/manifest-version.ts';
import { hasMediaType } from '../../oracles/media-type.ts';
import { fingerprint } from '../memory/fingerprint.ts';
import type { Standpoint, Subject } from '../subject.ts';
import { canonicalJson } from './canonical.ts';
import { type ManifestPlace, manifestPlace } from './resources.ts';
import { judgeBodyScope, ownership } from './scope.ts';
import { confirmSuspicions, isListed } from './suspicions.ts';
import { singleTag } from './unchanged.ts';

const RULES: readonly (readonly [requirement: string, rule: DocumentRule])[] = [
  ['DSM-001', deploymentsListed],
  ['DSM-007', versionForm],
  ['DSM-009', bundlePresence],
  ['DSM-010', bundleMediaType],
  ['DIG-001', digestForms],
  ['GEN-001', sizeForms],
];

/** 200 to a poll: the manifest, by itself, after what the client was given before, and beside what others were given. */
export function judgeManifest(standpoint: Standpoint, subject: Subject): void {
  const { bench, revision } = standpoint;
  const { response, judged } = subject;
  bench.judge('DSM-005', hasMediaType(response, MANIFEST));
  bench.judge('DSM-005', validEtag(response));
  bench.judge('DSM-017', strongDigestEtag(response));
  bench.judge('DSM-019', cachedAsChanging(response.headers, revision.traits.artifactVisibility));
  judgeCondition(standpoint, subject);
  const read = manifestDocument(response);
  if ('wrong' in read) {
    bench.judge('DSM-001', read.wrong);
    return;
  }
  for (const [requirement, rule] of RULES) bench.judge(requirement, rule(read.document));
  judgeAddresses(standpoint, subject, read.document);
  judgeBodyScope(standpoint, judged.device, response);
  const received = readManifest(asModel(standpoint, response, read.document));
  if ('manifest' in received) follow(standpoint, subject, received.manifest);
}

/** A manifest that the client named as the one that it has is not sent to it again (DSM-006). */
function judgeCondition({ bench }: Standpoint, { request, response }: Subject): void {
  const tag = singleTag(header(request.headers, 'if-none-match'));
  if (tag !== undefined && tag === header(response.headers, 'etag'))
    bench.judge('DSM-006', broken('304, because If-None-Match names the current ETag', 'status 200'));
}

/** Dialects may spell a manifest differently; what the memory goes by is in the words of the model. */
function asModel({ revision }: Standpoint, response: WireResponse, document: JsonObject): WireResponse {
  const model = revision.documents.read('state-manifest', document);
  if (!isJsonObject(model) || model === document) return response;
  return { ...response, headers: [], body: Buffer.from(canonicalJson(model)) };
}

function judgeAddresses({ bench }: Standpoint, { judged, request }: Subject, document: JsonObject): void {
  const all = references(document);
  if (all.length === 0) return;
  const place = manifestPlace(judged.exchange.origin, request.path);
  for (const [name, reference] of all) judgeAddress({ bench }, place, name, reference);
}

function judgeAddress(
  { bench }: Pick<Standpoint, 'bench'>,
  place: ManifestPlace,
  name: string,
  { url, digest, deploymentId }: JsonObject,
): void {
  const form =
    deploymentId === undefined ? place.bundle(String(digest)) : place.deployment(String(deploymentId), String(digest));
  if (typeof url !== 'string') {
    bench.judge('DSM-013', broken(`${name}.url ${form}`, 'no text'));
    return;
  }
  const address = contentAddress(url, place.endpoint, form, place);
  bench.judge('DSM-013', address.form);
  // Where TLS ends before the WFM, it is reached under another origin than the one that it names.
  if (place.endpoint.protocol === 'https:') bench.judge('DSM-013', address.place, { position: 'G-29' });
}

/** What the manifest says after the one before it; from now on it is the last one. */
function follow(standpoint: Standpoint, subject: Subject, manifest: ReceivedManifest): void {
  const { bench, memory } = standpoint;
  const { clients, workloads } = memory;
  const { row, judged, request, response } = subject;
  const state = fingerprint(stateText(manifest));
  const document = fingerprint(canonicalJson(manifest.document));
  const etag = header(response.headers, 'etag');
  const tag = etag === undefined ? 0 : fingerprint(etag);
  const place = fingerprint(request.path);
  const before = clients.places[row] === place ? (clients.versions[row] ?? 0n) : 0n;
  if (before !== 0n) {
    const sameState = clients.states[row] === state;
    const sameDocument = clients.documents[row] === document;
    const succession = { before, now: manifest.version, sameState, sameDocument };
    bench.judge('DSM-007', versionFollows(succession));
    bench.judge('DSM-007', rebuildFollows(succession), { position: 'G-22' });
    const isRespelt = before === manifest.version && sameDocument && tag !== 0 && clients.etags[row] !== tag;
    if (isRespelt)
      bench.judge(
        'DSM-018',
        broken(`the same bytes for version ${before} each time`, `the same manifest in other bytes, ETag: ${etag}`),
        { position: 'G-23' },
      );
  }
  const added = workloads.take(judged.device, manifest, clients.forgotten[row] === 0);
  judgeScope(bench, 'GEN-008', ownership(standpoint, judged.device, 'deployment', added));
  clients.versions[row] = BigInt.asUintN(64, manifest.version);
  clients.states[row] = state;
  clients.documents[row] = document;
  clients.etags[row] = tag;
  clients.places[row] = place;
  // A deployment that is listed still was so all the time: ids do not return. Of an artifact only the same manifest tells it.
  const isSame = before === manifest.version;
  confirmSuspicions(
    standpoint,
    subject,
    (about) => isListed(standpoint, judged.device, about) && (isSame || !about.startsWith('sha256:')),
  );
}

function stateText(manifest: ReceivedManifest): string {
  const entries = Array.from(desiredState(manifest), ([id, digest]) => `${id} ${digest}`);
  return entries.length > 1 ? entries.sort().join('\n') : entries.join('');
}
