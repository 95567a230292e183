import { header, type WireResponse } from '../../../simulator/protocol/exchange.ts';
import { isJsonObject, type JsonObject } from '../../../simulator/protocol/json.ts';
import { BUNDLE, DEPLOYMENT } from '../../../simulator/protocol/media-types.ts';
import { revalidated, sentWithDigest, taggedWithDigest } from '../../oracles/artifact.ts';
import { cachedForGood } from '../../oracles/artifact-caching.ts';
import { bundleContents } from '../../oracles/bundle-contents.ts';
import { codedAsAccepted, variesByCoding } from '../../oracles/coding-negotiation.ts';
import { contentCodings, decodedBody } from '../../oracles/content-coding.ts';
import { sha256Digest } from '../../oracles/digest.ts';
import { broken, type Judgement, judgeThat } from '../../oracles/judgement.ts';
import { hasMediaType } from '../../oracles/media-type.ts';
import { isGzip, readBundle } from '../../oracles/tar-bundle.ts';
import { readYaml } from '../../oracles/yaml-document.ts';
import type { Standpoint, Subject } from '../subject.ts';
import { judgeDocument } from './deployment-documents.ts';
import { type Artifact, artifactAt } from './resources.ts';
import { judgeCanaries } from './scope.ts';

/** The answer of success to a fetch: 200, or 304 where the client could name what it has. */
export function judgeArtifact(standpoint: Standpoint, subject: Subject): void {
  const artifact = artifactAt(subject.request.path);
  if (!artifact) return;
  const { bench } = standpoint;
  const { request, response } = subject;
  const isAsked = header(request.headers, 'if-none-match') !== undefined;
  if (response.status === 304 && isAsked) {
    bench.judge('DSA-007', revalidated(response, artifact.digest));
    return;
  }
  const requirement = artifact.kind === 'bundle' ? 'DSM-012' : 'DSA-001';
  const sent = sentWithDigest(response, artifact.digest);
  bench.judge(requirement, sent);
  // What is wrong with other bytes than those is no matter of this artifact; whose they are is.
  if (!sent.ok) {
    judgeOtherBytes(standpoint, subject, artifact);
    return;
  }
  judgeFields(standpoint, subject, artifact);
  const decoded = decodedBody(response);
  if ('undecodable' in decoded) return;
  if (artifact.kind === 'bundle') judgeBundle(standpoint, subject, artifact, decoded.bytes);
  else judgeDocument(standpoint, subject, artifact.deploymentId, decoded.bytes);
}

function judgeOtherBytes(standpoint: Standpoint, { response, judged }: Subject, { kind }: Artifact): void {
  const decoded = decodedBody(response);
  if (kind === 'deployment' && 'bytes' in decoded) judgeCanaries(standpoint, judged.device, canaryText(decoded.bytes));
}

function judgeFields(standpoint: Standpoint, { request, response, judged }: Subject, artifact: Artifact): void {
  const { bench, revision, undeclared, memory } = standpoint;
  const bundle = memory.workloads.of(judged.device)?.bundle;
  const declared = bundle?.digest === artifact.digest ? bundle.mediaType : undefined;
  if (artifact.kind === 'bundle') bench.judge('DSA-005', hasMediaType(response, declared ?? BUNDLE));
  else bench.judge('DSA-001', hasMediaType(response, DEPLOYMENT));
  bench.judge('DSA-003', taggedWithDigest(response, artifact.digest));
  const { artifactVisibility } = revision.traits;
  const position = artifactVisibility === 'public' ? { position: 'G-76' } : {};
  bench.judge('DSA-004', cachedForGood(response.headers, artifactVisibility), position);
  if (undeclared.has('content-coding') || isPlain(response)) return;
  bench.judge('DSA-006', codedAsAccepted(response, header(request.headers, 'accept-encoding') ?? null));
  bench.judge('DSA-006', variesByCoding(response));
}

const isPlain = (response: WireResponse): boolean => contentCodings(response).every((coding) => coding === 'identity');

/** What is in a bundle is what its manifest lists, where it is that of the last manifest; each file is the client's own. */
function judgeBundle(standpoint: Standpoint, subject: Subject, artifact: Artifact, bytes: Uint8Array): void {
  const { bench, memory, revision } = standpoint;
  const { device } = subject.judged;
  const zipped = isGzip(bytes);
  bench.judge('DSA-005', zipped);
  if (!zipped.ok) return;
  const read = readBundle(bytes);
  if ('wrong' in read) {
    bench.judge('DSM-011', read.wrong);
    return;
  }
  for (const { body, kind } of read.entries) if (kind === 'file') judgeCanaries(standpoint, device, canaryText(body));
  const workloads = memory.workloads.of(device);
  if (workloads?.bundle?.digest !== artifact.digest) return;
  const listed = Array.from(workloads.deployments, ([deploymentId, { digest }]) => ({ deploymentId, digest, url: '' }));
  const contents = bundleContents(read.entries, listed, (document) => inModel(revision.documents, document));
  bench.judge('DSM-011', contents.exact);
  bench.judge('DSM-011', contents.flat, { position: 'G-27' });
  for (const [id, { body }] of contents.files) {
    const digest = workloads.deployments.get(id)?.digest ?? '';
    const isSame = sha256Digest(body) === digest;
    bench.judge('DSM-016', judgeThat(isSame, `the bytes of ${digest} for ${id}`, 'other bytes in the bundle'), {
      position: 'G-28',
    });
    judgeDocument(standpoint, subject, id, body);
  }
}

const inModel = (documents: Standpoint['revision']['documents'], received: JsonObject): JsonObject => {
  const document = documents.read('application-deployment', received);
  return isJsonObject(document) ? document : received;
};

/** Written again: in YAML a text may be folded, so that what is looked for does not stand in its bytes. */
function canaryText(body: Uint8Array): string {
  const read = readYaml(body);
  return 'value' in read ? JSON.stringify(read.value, withoutBigInts) : '';
}

const withoutBigInts = (_key: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

/** A fetch that was refused: wrong where the manifest goes on to list it (DSM-012), and not even confirmed to others. */
export const unavailable = (artifact: Artifact, status: number): Judgement =>
  broken(
    `200 with the bytes of ${artifact.digest}, which the manifest before this request and the one after it list`,
    `status ${status}`,
  );
