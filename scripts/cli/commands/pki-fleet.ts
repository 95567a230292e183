import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Command } from 'commander';
import { loadAuthority } from '../../../simulator/pki/authority.ts';
import { stateFolder } from '../../../simulator/programs/user-folders.ts';
import { revisionOf } from '../../../simulator/protocol/revisions.ts';
import { ConfigurationError } from '../../../suites/harness/failure.ts';
import { LAB } from '../../../suites/harness/session/identities.ts';
import { readTarget } from '../../../suites/harness/target/read-target.ts';
import { fleetIssuer } from '../../fleet/set-up/identities.ts';
import { type CommandLine, wholeNumber } from '../command-line.ts';

interface Flags {
  readonly target: string;
  readonly devices: number;
  readonly out: string;
  readonly name: string;
  readonly days: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;
const MOST = 1_000_000;

/** `waspect pki fleet`: the identities of a fleet in one file, ahead of its run. */
export const pkiFleetCommand = (line: CommandLine): Command =>
  new Command('fleet')
    .description('prepare the keys and SVIDs of a fleet in one file, from the issuer that a target file lends')
    .requiredOption('--target <file>', 'the target file of the WFM')
    .requiredOption('--devices <number>', 'how many devices', wholeNumber(1, MOST))
    .requiredOption('--out <file>', 'the file to write; it holds private keys')
    .option('--name <id>', 'how client ids begin', 'fleet')
    .option('--days <number>', 'lifetime of the SVIDs', wholeNumber(1, 3650), 30)
    .action(async (flags: Flags) => {
      const { prepareIdentities, writePack } = await tools();
      const target = readTarget(flags.target);
      const issuer = fleetIssuer([target]);
      if (issuer.kind === 'ready') {
        throw new ConfigurationError(
          'FLEET_ISSUER_MISSING',
          `${flags.target} lends no issuer; the identities in ${issuer.folder} are ready, so run the fleet with them`,
        );
      }
      const { traits } = revisionOf(target.revision, target.dialect);
      const progress = progressOf(flags.devices);
      const pack = await prepareIdentities({
        issuer: loadAuthority(issuer),
        realm: target.identity.spiffe ?? LAB,
        name: flags.name,
        // Whoever has met clients of an earlier run has not met these.
        nonce: randomBytes(4).toString('hex'),
        devices: flags.devices,
        until: Date.now() + flags.days * DAY_MS,
        keyCache: traits.callerIdentity === 'mutual-tls' ? join(stateFolder(), 'fleet') : null,
        onProgress: progress.show,
      });
      progress.end();
      writePack(flags.out, pack);
      process.stdout.write(`${flags.out}\n`);
      line.end(0);
    });

/** Loaded where they are used: the other commands do not wait for them. */
const tools = async () => ({
  ...(await import('../../../simulator/fleet/identities/prepare-identities.ts')),
  ...(await import('../../../simulator/fleet/identities/pack-file.ts')),
});

interface Progress {
  show(done: number): void;
  end(): void;
}

/** A line that stands where a person is looking, and nothing elsewhere. */
function progressOf(devices: number): Progress {
  if (!process.stderr.isTTY || process.env['CI']) return { show: () => undefined, end: () => undefined };
  return {
    show: (done) => void process.stderr.write(`\r${done} of ${devices} identities`),
    end: () => void process.stderr.write('\r\u001b[K'),
  };
}
