import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { createRoot } from '../../../../simulator/pki/authority.ts';
import { issueSvid } from '../../../../simulator/pki/svid.ts';
import { REVISION_IDS, type RevisionId } from '../../../../simulator/protocol/revision.ts';
import { writeTargetFile } from '../../../../simulator/was/target-file.ts';
import { referenceWas } from '../../testing/reference-was.test-support.ts';
import { hook, settingsFor, setUp } from '../../testing/set-up.test-support.ts';
import { diagnose } from '../diagnose.ts';
import { recogniseRevision } from './recognise-revision.ts';
import { speechText } from './speech.ts';

const SLOW = 30_000;

const pairs = REVISION_IDS.flatMap((claimed) => REVISION_IDS.map((spoken) => ({ claimed, spoken })));

/** The reference WAS with all revisions, and target files that claim one of them for the endpoint of another. */
async function everyRevision() {
  const { was, file } = await referenceWas({ revisions: REVISION_IDS });
  return async (claimed: RevisionId, spoken: RevisionId, change: (target: object) => object = (target) => target) => {
    await writeTargetFile(was, file, { revision: claimed });
    const target: object = parse(readFileSync(file, 'utf8'));
    writeFileSync(file, stringify(change({ ...target, endpoints: { test: was.interfaces[spoken]?.['test'] } })));
    const diagnosis = await diagnose(settingsFor(file, { nonce: `${claimed}-${spoken}` }), { env: {} });
    const errors = diagnosis.findings.filter(({ code }) => code !== 'PORT_NOT_443');
    return { ...diagnosis, told: errors.map(({ code, message }) => `${code}: ${message}`) };
  };
}

const DEFAULT_DIALECT: Readonly<Record<RevisionId, string>> = {
  '1.0.0-rc.3': '1.0.0-rc.3',
  '1.0.0-rc.2': '1.0.0-rc.2, dialect O2b',
  'pre-draft-2024': 'pre-draft-2024, dialect tables',
};

describe('a target file that claims one revision and names an endpoint of another', () => {
  it(
    'is told which one is spoken, in every combination; where both are the same nothing is told',
    async () => {
      const examine = await everyRevision();
      for (const { claimed, spoken } of pairs) {
        const { speaks, told } = await examine(claimed, spoken);
        if (claimed === spoken) {
          expect(told).toEqual([]);
          expect(speaks && speechText(speaks)).toBe(DEFAULT_DIALECT[claimed]);
        } else {
          expect(told).toHaveLength(1);
          expect(told[0]).toContain(`WRONG_REVISION: the target file says revision ${claimed}, but what answers at`);
          expect(told[0]).toContain(`speaks ${spoken}; write "revision: ${spoken}"`);
          expect(speaks?.revision).toBe(spoken);
        }
      }
    },
    SLOW,
  );

  it(
    'is told it also where the file is wrong besides, or claims none that anybody knows',
    async () => {
      const examine = await everyRevision();
      const rc3Alone = await examine('1.0.0-rc.3', '1.0.0-rc.2', (target) => ({
        ...target,
        revision: 'pre-draft-2024',
      }));
      expect(rc3Alone.told).toEqual([
        expect.stringMatching(
          /^TARGET_IDENTITY_REVISION: identity\.trustDomain, identity\.wfmId, .* belong to 1\.0\.0-rc\.3/,
        ),
        expect.stringMatching(/^WRONG_REVISION: .*says revision pre-draft-2024, .*speaks 1\.0\.0-rc\.2/),
      ]);
      const unknown = await examine('1.0.0-rc.2', '1.0.0-rc.2', (target) => ({ ...target, revision: '1.0.0' }));
      expect(unknown.told).toEqual([
        expect.stringMatching(/^TARGET_/),
        expect.stringMatching(/^WRONG_REVISION: .*says revision 1\.0\.0, .*write "revision: 1\.0\.0-rc\.2"/),
      ]);
      const none = await examine('pre-draft-2024', 'pre-draft-2024', (target) => ({ ...target, revision: undefined }));
      expect(none.told).toEqual([
        expect.stringMatching(/^TARGET_INVALID: .* lacks "revision"/),
        expect.stringMatching(/^WRONG_REVISION: the target file says no revision, .*write "revision: pre-draft-2024"/),
      ]);
    },
    SLOW,
  );

  it('is not told more than what a stranger is shown', async () => {
    const { wfm } = await setUp();
    const foreign = await issueSvid(await createRoot({ name: 'other' }), { uriSans: [], subject: 'localhost' });
    const tls = { cert: foreign.chainPem, key: foreign.keyPem, requestCert: false };
    const spoken = async (url: string) => recogniseRevision(new URL(url), 2000);
    const page = await wfm((_request, response) => void response.end('<h1>It works</h1>'), tls);
    expect(await spoken(page)).toBeUndefined();
    const refusesAll = await wfm((_request, response) => void response.writeHead(401).end(), tls);
    expect(await spoken(refusesAll)).toBeUndefined();
    // The oldest dialects of 1.0.0-rc.2 give even their CA certificate to those only who sign.
    const oldest = await wfm((request, response) => {
      const known = request.url?.startsWith('/api/v1/onboarding') && !request.url.includes('onboarding-');
      response.writeHead(known ? 401 : 404, { 'content-type': 'application/json' }).end('{"error":"unauthorized"}');
    }, tls);
    expect(await spoken(oldest)).toBe('1.0.0-rc.2');
  });

  it('is told it of a WFM that lets nobody in without a certificate, in TLS 1.3 and 1.2', async () => {
    const { issuer, wfm } = await setUp();
    const insisting = { ca: issuer.certificatePem, rejectUnauthorized: true };
    for (const maxVersion of ['TLSv1.3', 'TLSv1.2'] as const) {
      const url = await wfm((_request, response) => void response.end(), { ...insisting, maxVersion });
      expect(await recogniseRevision(new URL(url), 2000)).toBe('1.0.0-rc.3');
    }
  });
});

it('a verb of the operator that is refused is no more than a sign of the wrong revision', async () => {
  const { was, file } = await referenceWas({ revisions: ['1.0.0-rc.3'] });
  const { target } = await setUp();
  const control = await hook({ listener: (_request, response) => void response.writeHead(400).end('no such client') });
  const identity = { issuer: { certificate: 'pki/issuer.pem', key: 'pki/issuer.key' } };
  const claiming = target(was.endpoints['test'] ?? file, control, { revision: '1.0.0-rc.2', identity });
  const { findings } = await diagnose(settingsFor(claiming), { env: {} });
  expect(findings.map(({ code }) => code)).toEqual(['PORT_NOT_443', 'WRONG_REVISION']);
});
