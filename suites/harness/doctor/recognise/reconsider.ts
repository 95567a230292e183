import type { RunSettings } from '../../settings.ts';
import { claimOf } from '../../target/read-target.ts';
import type { Target } from '../../target/target.ts';
import { DEFAULT_TIMEOUTS } from '../../target/target.ts';
import type { Diagnosis } from '../diagnose.ts';
import type { Finding } from '../finding.ts';
import { recogniseRevision } from './recognise-revision.ts';
import { wrongRevision } from './wrong-revision.ts';

/** Where nobody answers, there is nothing to ask. */
const UNANSWERED: ReadonlySet<string> = new Set([
  'ENDPOINT_REFUSED',
  'ENDPOINT_NAME',
  'ENDPOINT_TIMED_OUT',
  'ENDPOINT_PLAIN_HTTP',
  'ENDPOINT_NO_TLS',
  'ENDPOINT_SILENT',
  'BASE_PATH',
]);

/** What is wrong with files stays wrong in another revision. */
const OF_FILES = /^(TARGET|ANCHORS|ISSUER|IDENTITIES|GIT)_/;

/**
 * Looks at errors once more: where the WFM speaks another revision than the target file claims, that is the one thing to
 * be told, and everything that was met on its wire follows from it.
 */
export async function reconsidered(
  settings: RunSettings,
  target: Target | undefined,
  findings: readonly Finding[],
): Promise<Partial<Pick<Diagnosis, 'findings' | 'speaks'>>> {
  if (findings.some(({ code }) => UNANSWERED.has(code))) return {};
  const claim = target
    ? { url: target.endpoint.url, revision: target.revision, requestMs: target.timeouts.request }
    : { ...claimOf(settings.targetFile, settings), requestMs: DEFAULT_TIMEOUTS.request };
  if (claim.url === undefined) return {};
  const revision = await recogniseRevision(new URL(claim.url), claim.requestMs);
  if (revision === undefined) return {};
  const speaks = { revision, dialect: undefined };
  if (revision === claim.revision) return { speaks };
  const stays = findings.filter(({ severity, code }) => severity === 'warning' || OF_FILES.test(code));
  return { speaks, findings: [...stays, wrongRevision(claim.revision, revision, claim.url)] };
}
