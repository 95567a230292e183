import { Command, InvalidArgumentError, Option } from 'commander';
import { REVISION_IDS, type RevisionId } from '../../../simulator/protocol/revision.ts';
import type { WasMode } from '../../../simulator/was/options.ts';
import { type CommandLine, list, wholeNumber } from '../command-line.ts';

export interface WasFlags {
  readonly data?: string;
  readonly revision?: readonly RevisionId[];
  readonly endpoints: readonly string[];
  readonly separateEndpoints?: true;
  readonly host?: string;
  readonly port?: number;
  readonly controlPort?: number;
  readonly trustDomain?: string;
  readonly wfmId?: string;
  readonly mode: WasMode;
  readonly defect?: readonly string[];
  readonly defects?: true;
}

function revisionList(text: string, former: readonly RevisionId[] = []): readonly RevisionId[] {
  const found = REVISION_IDS.find((id) => id === text);
  if (!found) throw new InvalidArgumentError(`It is one of ${REVISION_IDS.join(', ')}.`);
  return [...former, found];
}

/** `waspect was`: the reference WAS as a process of its own. */
export const wasCommand = (line: CommandLine): Command =>
  new Command('was')
    .description('serve the reference WAS until stopped; writes a target file for it')
    .option('--data <dir>', 'database, identities and target file; kept (default: a temporary folder)')
    .addOption(
      new Option('--revision <id>', 'serve this revision only; repeatable (default: all)').argParser(revisionList),
    )
    .option('--endpoints <names>', 'API endpoints of each revision, on the same state', list, [])
    .option('--separate-endpoints', 'give each endpoint clients and records of its own')
    .option('--host <name>', 'address to listen on')
    .option(
      '--port <number>',
      'port of the first endpoint of the newest revision (default: any free one)',
      wholeNumber(1, 65_535),
    )
    .option('--control-port <number>', 'port of the control hook (default: any free one)', wholeNumber(1, 65_535))
    .option('--trust-domain <name>', 'SPIFFE trust domain')
    .option('--wfm-id <id>', 'id segment of the WFM')
    .addOption(
      new Option('--mode <mode>', 'contrary and obstinate use the freedoms of the clauses')
        .choices(['plain', 'contrary', 'obstinate'])
        .default('plain'),
    )
    .option('--defect <id>', 'start it with a deliberate fault; repeatable', list)
    .option('--defects', 'list the deliberate faults and end')
    .action(async (flags: WasFlags) => {
      // Loaded here, so that no other command waits for a server that it does not start.
      const { listDefects, serveWas } = await import('../serve-was.ts');
      if (flags.defects) listDefects();
      else await serveWas(flags);
      line.end(0);
    });
