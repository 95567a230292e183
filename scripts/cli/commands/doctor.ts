import { randomBytes } from 'node:crypto';
import { Command, Option } from 'commander';
import { REVISION_IDS, type RevisionId } from '../../../simulator/protocol/revision.ts';
import type { Diagnosis } from '../../../suites/harness/doctor/diagnose.ts';
import { type CommandLine, INTERRUPTED, USAGE_ERROR } from '../command-line.ts';
import { interruption } from '../interruption.ts';

interface DoctorFlags {
  readonly target: string;
  readonly endpoint?: string;
  readonly revision?: RevisionId;
  readonly json?: true;
}

/** `waspect doctor`: the set-up without the suite. */
export const doctorCommand = (line: CommandLine): Command =>
  new Command('doctor')
    .description('examine the set-up around a target, from its file to an operator action that shows on the wire')
    .requiredOption('-t, --target <file>', 'the system under test')
    .option('--endpoint <name>', 'the endpoint of the target file to use')
    .addOption(
      new Option(
        '--revision <revision>',
        'the revision to examine (default: the one that the target file claims)',
      ).choices(REVISION_IDS),
    )
    .option('--json', 'print the findings as JSON')
    .action(async (flags: DoctorFlags) => {
      const { diagnose } = await import('../../../suites/harness/doctor/diagnose.ts');
      const { dialectEntry, speechText } = await import('../../../suites/harness/doctor/recognise/speech.ts');
      const { doctorSettings } = await import('../../../suites/harness/doctor/settings.ts');
      using stop = interruption();
      const settings = doctorSettings({
        targetFile: flags.target,
        endpoint: flags.endpoint ?? null,
        revision: flags.revision ?? null,
        nonce: randomBytes(4).toString('hex'),
      });
      const diagnosis = await diagnose(settings, { signal: stop.signal });
      if (stop.signal.aborted) return line.end(INTERRUPTED);
      const ill = diagnosis.findings.some(({ severity }) => severity === 'error');
      const { speaks } = diagnosis;
      process.stdout.write(
        flags.json
          ? asJson(diagnosis, ill, speaks?.dialect ? dialectEntry(speaks.dialect) : null)
          : asText(diagnosis, ill, speaks && speechText(speaks)),
      );
      line.end(ill ? USAGE_ERROR : 0);
    });

function asJson({ findings, latencyMs, speaks }: Diagnosis, ill: boolean, dialect: object | null): string {
  const spoken = { revision: speaks?.revision ?? null, dialect };
  return `${JSON.stringify({ healthy: !ill, latencyMs: Math.round(latencyMs), ...spoken, findings }, null, 2)}\n`;
}

function asText({ findings, latencyMs, target }: Diagnosis, ill: boolean, spoken: string | undefined): string {
  const lines = findings.map(({ severity, code, message }) => `${severity}  ${code}: ${message}`);
  if (spoken !== undefined) lines.push(`${target?.endpoint.url ?? 'The endpoint'} speaks ${spoken}.`);
  if (!ill)
    lines.push(
      `The set-up is right: ${target?.name ?? ''}; an operator action shows after ${Math.round(latencyMs)} ms.`,
    );
  return `${lines.join('\n')}\n`;
}
