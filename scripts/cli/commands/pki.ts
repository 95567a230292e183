import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import type { Credential } from '../../../simulator/pki/svid.ts';
import { ConfigurationError, messageOf } from '../../../suites/harness/failure.ts';
import { type CommandLine, wholeNumber } from '../command-line.ts';
import { pkiFleetCommand } from './pki-fleet.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

interface Namespace {
  readonly trustDomain: string;
  readonly wfmId: string;
  readonly days: number;
}

/** `waspect pki`: an issuer and identities for those who have none. */
export const pkiCommand = (line: CommandLine): Command =>
  new Command('pki')
    .description('an issuer and identities for a test set-up')
    .addCommand(
      options(new Command('init'))
        .description('make an issuer (issuer.pem, issuer.key, anchors.pem) and the SVID of the WFM (wfm.pem, wfm.key)')
        .argument('<dir>', 'an empty or new folder')
        .action(async (dir: string, flags: Namespace) => {
          const { createRoot, issueSvid, wfmId } = await tools();
          const issuer = await createRoot({
            name: `waspect test issuer of ${flags.trustDomain}`,
            trustDomain: flags.trustDomain,
          });
          const own = await issueSvid(issuer, {
            spiffeId: wfmId(flags.trustDomain, flags.wfmId),
            notAfter: until(flags.days),
          });
          write(dir, [
            ['issuer.pem', issuer.certificatePem],
            ['issuer.key', issuer.keyPem],
            ['anchors.pem', issuer.certificatePem],
            ...files('wfm', own),
          ]);
          line.end(0);
        }),
    )
    .addCommand(
      options(new Command('client'))
        .description('issue the SVID of a client (ID.pem, ID.key) from the issuer in a folder')
        .argument('<dir>', 'the folder of "pki init"')
        .argument('<id>', 'the wfm-client-id')
        .action(async (dir: string, id: string, flags: Namespace) => {
          const { clientSpiffeId, issueSvid, loadAuthority } = await tools();
          const issuer = loadAuthority({ certificatePem: read(dir, 'issuer.pem'), keyPem: read(dir, 'issuer.key') });
          const spiffeId = clientSpiffeId(flags.trustDomain, flags.wfmId, id);
          write(dir, files(id, await issueSvid(issuer, { spiffeId, notAfter: until(flags.days) })));
          line.end(0);
        }),
    )
    .addCommand(pkiFleetCommand(line));

/** Loaded where they are used: the other commands do not wait for them. */
const tools = async () => ({
  ...(await import('../../../simulator/pki/authority.ts')),
  ...(await import('../../../simulator/pki/spiffe-id.ts')),
  ...(await import('../../../simulator/pki/svid.ts')),
});

const options = (command: Command): Command =>
  command
    .requiredOption('--trust-domain <name>', 'SPIFFE trust domain, factory.example')
    .requiredOption('--wfm-id <id>', 'id segment of the WFM, wfm-1')
    .option('--days <number>', 'lifetime of the SVID', wholeNumber(1, 3650), 30);

const until = (days: number): Date => new Date(Date.now() + days * DAY_MS);

const files = (name: string, { chainPem, keyPem }: Credential): readonly (readonly [string, string])[] => [
  [`${name}.pem`, chainPem],
  [`${name}.key`, keyPem],
];

/** Never over a file that is there: a key that was lost cannot be had again. Keys are readable by their owner only. */
function write(dir: string, contents: readonly (readonly [name: string, text: string])[]): void {
  try {
    mkdirSync(dir, { recursive: true });
    for (const [name, text] of contents) {
      writeFileSync(join(dir, name), text, { flag: 'wx', mode: name.endsWith('.key') ? 0o600 : 0o644 });
      process.stdout.write(`${join(dir, name)}\n`);
    }
  } catch (error) {
    throw new ConfigurationError(
      'PKI_UNWRITABLE',
      `${messageOf(error)}; name a folder that can be written and does not hold it yet`,
    );
  }
}

function read(dir: string, name: string): string {
  try {
    return readFileSync(join(dir, name), 'utf8');
  } catch (error) {
    throw new ConfigurationError(
      'PKI_UNREADABLE',
      `${messageOf(error)}; make the issuer first: waspect pki init ${dir}`,
    );
  }
}
