import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { RC2_BASES, RC2_FACETS, type Rc2Dialect } from '../../../../simulator/protocol/rc2/dialects.ts';
import { readRc2Dialect } from '../../../../simulator/protocol/rc2/revision.ts';
import { rc2Wfm } from '../../testing/rc2-wfm.test-support.ts';
import { settingsFor, setUp } from '../../testing/set-up.test-support.ts';
import { type Diagnosis, diagnose } from '../diagnose.ts';
import { dialectLine } from './inferred.ts';
import { speechText } from './speech.ts';

/** Told by nothing that the doctor does: Helm shows no packages of Compose, and a WFM may pass over what it is told more. */
const UNTOLD = ['componentPackages', 'statusDetails'] as const;

async function examined(file: string) {
  const diagnosis = await diagnose(settingsFor(file, { nonce: 'd' }), { env: {} });
  const findings = diagnosis.findings.filter(({ code }) => code !== 'PORT_NOT_443');
  return { ...diagnosis, findings };
}

const told = ({ findings }: Diagnosis): string =>
  findings.map(({ severity, code, message }) => `${severity} ${code}: ${message}`).join('\n');

/** The line to paste that a finding has. */
function pasted({ findings: [finding] }: Diagnosis): object {
  const [, line = ''] = /(dialect: \{.*\})$/.exec(finding?.message ?? '') ?? [];
  const { dialect }: { dialect: object } = parse(line);
  return dialect;
}

describe('a WFM of 1.0.0-rc.2', () => {
  it('that speaks what its target file declares is no news', async () => {
    for (const [base, dialect] of Object.entries(RC2_BASES)) {
      const diagnosis = await examined((await rc2Wfm(await setUp(), dialect))({ base }));
      expect(told(diagnosis)).toBe('');
      expect(diagnosis.speaks && speechText(diagnosis.speaks)).toBe(`1.0.0-rc.2, dialect ${base}`);
      expect(diagnosis.dialect).toEqual({ base });
    }
  });

  it('that speaks the oldest one takes nobody in by the newest: an error, with the line to paste', async () => {
    const target = await rc2Wfm(await setUp(), RC2_BASES.O0);
    const diagnosis = await examined(target({}));
    expect(told(diagnosis)).toMatch(/^error DIALECT_INFERRED: the WFM speaks dialect O0/);
    expect(told(await examined(target(pasted(diagnosis))))).toBe('');
  });

  it('that takes clients in as declared, and then speaks another one, is a warning', async () => {
    const target = await rc2Wfm(await setUp(), { ...RC2_BASES.O2b, statusPath: 'singular', deletesDevices: false });
    const diagnosis = await examined(target({}));
    expect(told(diagnosis)).toMatch(
      /^warning DIALECT_INFERRED: .*: deletesDevices false \(not true\), statusPath singular \(not plural\); put this line/,
    );
    expect(pasted(diagnosis)).toEqual({ base: 'O2b', deletesDevices: false, statusPath: 'singular' });
    expect(diagnosis.dialect).toEqual({});
  });

  it('that reads an unclear text otherwise is gone on with, unless the file declares the one reading', async () => {
    const target = await rc2Wfm(await setUp(), { ...RC2_BASES.O2b, certificateEncoding: 'der' });
    const open = await examined(target({}));
    expect(told(open)).toMatch(/^warning DIALECT_INFERRED: .*; the text can be read so, and the run goes on with it/);
    expect(open.dialect).toEqual({ certificateEncoding: 'der' });
    const closed = await examined(target({ certificateEncoding: 'pem' }));
    expect(told(closed)).toMatch(/^error DIALECT_INFERRED: /);
    expect(closed.dialect).toEqual({ certificateEncoding: 'pem' });
  });

  it('is understood in any dialect, whatever is declared: the line that is told is the one that works', async () => {
    const setup = await setUp();
    await fc.assert(
      fc.asyncProperty(anyDialect(), fc.constantFrom('O0', 'O1', 'O2a', 'O2b'), async (spoken, base) => {
        const target = await rc2Wfm(setup, spoken);
        const first = await examined(target({ base }));
        const recognised = first.speaks?.dialect?.spoken;
        expect(recognised).toBeDefined();
        const line = recognised && first.speaks?.dialect && dialectLine(first.speaks.dialect.space, recognised);
        const { dialect }: { dialect: object } = parse(line ?? '');
        expect(told(await examined(target(dialect)))).toBe('');
        for (const facet of ['onboardingMember', 'certificateEncoding', 'clientIdMember', 'statusPath'] as const)
          expect(readRc2Dialect({ ...dialect })[facet]).toBe(spoken[facet]);
      }),
      { numRuns: 8 },
    );
  });
});

const anyDialect = (): fc.Arbitrary<Rc2Dialect> =>
  fc
    .record(
      Object.fromEntries(
        Object.entries(RC2_FACETS)
          .filter(([name]) => !UNTOLD.some((untold) => untold === name))
          .map(([name, values]) => [name, fc.constantFrom<string | boolean>(...values)]),
      ),
      { noNullPrototype: true },
    )
    .map((facets) => readRc2Dialect({ ...facets }));
