import { header, type WireResponse } from '../../simulator/protocol/exchange.ts';
import { MANIFEST } from '../../simulator/protocol/media-types.ts';
import type { OnboardingCall } from '../../simulator/protocol/revision.ts';
import { HOLDS, type Judgement, judgeThat } from './judgement.ts';
import { readManifest } from './manifest.ts';

/** An endpoint: everything below its URL is part of it. */
export interface Place {
  readonly name: string;
  readonly url: string;
}

/** A URL that a client may follow, and where it stood. */
export interface Lead {
  readonly from: string;
  readonly url: string;
}

/** Where an answer leads a client: redirects, the artifacts of a manifest, and what onboarding hands out. */
export function leadsIn(response: WireResponse, onboarding: OnboardingCall | null): readonly Lead[] {
  return [...fieldsOf(response), ...artifactsOf(response), ...(onboarding ? enrolmentOf(response, onboarding) : [])];
}

const fieldsOf = ({ headers }: WireResponse): readonly Lead[] =>
  ['Location', 'Content-Location'].flatMap((from) => {
    const url = header(headers, from.toLowerCase());
    return url === undefined ? [] : [{ from, url }];
  });

function artifactsOf(response: WireResponse): readonly Lead[] {
  if (!header(response.headers, 'content-type')?.toLowerCase().startsWith(MANIFEST)) return [];
  const read = readManifest(response);
  if ('wrong' in read) return [];
  const { bundle, deployments } = read.manifest;
  return [
    ...(bundle ? [{ from: 'the bundle of a manifest', url: bundle.url }] : []),
    ...deployments.map(({ url }) => ({ from: 'a deployment of a manifest', url })),
  ];
}

function enrolmentOf(response: WireResponse, onboarding: OnboardingCall): readonly Lead[] {
  const answer = onboarding.read(response);
  if (!('enrolment' in answer) || answer.enrolment.kind !== 'oauth') return [];
  const { tokenUrl, repository } = answer.enrolment;
  return [
    { from: 'the token URL of onboarding', url: tokenUrl },
    ...(repository ? [{ from: 'the Git URL of onboarding', url: repository.url }] : []),
  ];
}

/** The endpoint that a URL is part of, the innermost where one stands below another; undefined for none of them. */
export function placeOf(url: URL, places: readonly Place[]): Place | undefined {
  const around = places.filter((place) => isBelow(url, new URL(place.url)));
  return around.toSorted((left, right) => right.url.length - left.url.length)[0];
}

function isBelow({ origin, pathname }: URL, base: URL): boolean {
  const folder = base.pathname.endsWith('/') ? base.pathname : `${base.pathname}/`;
  return origin === base.origin && `${pathname}/`.startsWith(folder);
}

/** That a lead found at an endpoint names none of those that are apart from it. */
export function staysAt(
  { from, url }: Lead,
  {
    requested,
    endpoint,
    apart,
  }: { readonly requested: URL; readonly endpoint: Place; readonly apart: readonly Place[] },
): Judgement {
  const target = URL.parse(url, requested.href);
  if (!target) return HOLDS;
  const place = placeOf(target, [endpoint, ...apart]);
  return judgeThat(
    place === undefined || place === endpoint,
    `that ${from} names no other endpoint than ${endpoint.name}`,
    `${url}, which is at ${place?.name}`,
  );
}
