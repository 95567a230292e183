import { describe, expect, it } from 'vitest';
import type { RunningWas } from '../../options.ts';
import { createPki } from '../../pki-material.ts';
import { startWas } from '../../start-was.ts';
import { temporaryFolder } from '../../testing/running.ts';
import type { Defect } from '../defect.ts';
import { BEARER_TOKEN_DEFECTS } from './bearer-tokens.ts';
import { PRE_DRAFT_DEPLOYMENT_DEFECTS } from './deployment-documents.ts';
import { PRE_DRAFT_ONBOARDING_DEFECTS } from './onboarding.ts';
import { PAYLOAD_SIGNATURE_DEFECTS } from './payload-signatures.ts';
import { PRE_DRAFT_REPORT_DEFECTS } from './reports.ts';
import { REPOSITORY_DEFECTS } from './repositories.ts';
import * as sights from './sights.test-support.ts';
import { TOKEN_ENDPOINT_DEFECTS } from './token-endpoint.ts';

const pki = await createPki('factory.example', 'wfm-1');

/** What is seen of a WAS that runs for this only. */
async function seen(sight: sights.Sight, defects: readonly string[] = []): Promise<unknown> {
  const was: RunningWas = await startWas({
    dataDir: await temporaryFolder(),
    revisions: ['pre-draft-2024'],
    pki,
    defects,
  });
  try {
    return await sight(was);
  } catch (error) {
    return String(error);
  } finally {
    await was.close();
  }
}

const sound = new Map<sights.Sight, Promise<unknown>>();

async function soundSight(sight: sights.Sight): Promise<unknown> {
  const known = sound.get(sight) ?? seen(sight);
  sound.set(sight, known);
  return known;
}

const onboardingSight = ({ id }: Defect): sights.Sight => {
  if (id.includes('root-certificate')) return sights.rootCertificate;
  return id.startsWith('onboarding-') ? sights.keptAtOnboarding : sights.handouts;
};

const tokenSight = ({ id }: Defect): sights.Sight => (id.endsWith('on-restart') ? sights.restarts : sights.tokens);

const repositorySight = ({ id }: Defect): sights.Sight => {
  if (id.endsWith('after-restart')) return sights.restarts;
  return /open|pushed/.test(id) ? sights.access : sights.contents;
};

const AREAS: readonly (readonly [name: string, defects: readonly Defect[], sight: (defect: Defect) => sights.Sight])[] =
  [
    ['onboarding', PRE_DRAFT_ONBOARDING_DEFECTS, onboardingSight],
    ['the token endpoint', TOKEN_ENDPOINT_DEFECTS, tokenSight],
    ['bearer tokens', BEARER_TOKEN_DEFECTS, () => sights.bearers],
    ['signatures of payloads', PAYLOAD_SIGNATURE_DEFECTS, () => sights.signatures],
    ['reports', PRE_DRAFT_REPORT_DEFECTS, () => sights.reports],
    ['repositories', REPOSITORY_DEFECTS, repositorySight],
    ['deployments', PRE_DRAFT_DEPLOYMENT_DEFECTS, () => sights.deployments],
  ];

/** One for each way to look; that all of them are noticed is what the matrix of the proof says. */
const samplesOf = (defects: readonly Defect[], sightOf: (defect: Defect) => sights.Sight): readonly Defect[] =>
  Array.from(new Map(defects.map((defect) => [sightOf(defect), defect])).values());

describe.each(AREAS)('a fault of %s', (_name, defects, sightOf) => {
  const samples = samplesOf(defects, sightOf);

  it('shows nothing by itself: two sound ones look alike', async () => {
    for (const sight of samples.map(sightOf)) expect(await seen(sight)).toEqual(await soundSight(sight));
  });

  it.each(samples.map((defect) => [defect.id, defect] as const))('shows: %s', async (id, defect) => {
    const sight = sightOf(defect);
    expect(await seen(sight, [id])).not.toEqual(await soundSight(sight));
  });
});
