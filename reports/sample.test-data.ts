/** Results as a run against a real product writes them, for the tests of the reports. */

import {
  type CheckResult,
  type CheckVerdict,
  RESULTS_SCHEMA,
  type RecordedExchange,
  type RequirementResult,
  type Results,
  type Summary,
} from './model.ts';

export const DIGEST: string = 'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const STARTED = '2026-11-22T10:15:30.000Z';

export function sampleExchange(changes: Partial<RecordedExchange> = {}): RecordedExchange {
  const body = '{"manifestVersion":3,"bundle":null,"deployments":[]}';
  return {
    id: 1,
    actor: 'k3f9-manifest-etag',
    started: STARTED,
    durationMs: 12.4,
    request: {
      method: 'GET',
      url: 'https://127.0.0.1:8443/api/v1/deployments?wait=1',
      headers: [
        ['accept', 'application/vnd.margo.manifest.v1+json'],
        ['if-none-match', '"sha256:0000"'],
      ],
      body: null,
    },
    response: {
      status: 200,
      statusText: 'OK',
      httpVersion: 'HTTP/1.1',
      headers: [
        ['content-type', 'application/vnd.margo.manifest.v1+json'],
        ['etag', `W/"${DIGEST}"`],
        ['cache-control', 'private'],
      ],
      body: { bytes: body.length, encoding: 'utf8', data: body, truncated: false },
    },
    failure: null,
    ...changes,
  };
}

export function sampleCheck(changes: Partial<CheckResult> = {}): CheckResult {
  return {
    id: 'desired-state/manifest-etag-is-body-digest',
    title: 'The ETag of a manifest is the digest of its bytes',
    requirements: ['DSM-017'],
    level: 'MUST',
    verdict: 'pass',
    durationMs: 184,
    message: '',
    observations: [],
    positions: [],
    counterexample: null,
    exchanges: [],
    repro: null,
    violations: [],
    judged: [],
    expectation: null,
    ...changes,
  };
}

export function sampleRequirement(changes: Partial<RequirementResult> = {}): RequirementResult {
  return {
    id: 'DSM-017',
    level: 'MUST',
    checks: ['desired-state/manifest-etag-is-body-digest'],
    verdict: 'pass',
    area: 'desired-state',
    statement: 'The entity tag of a manifest is strong, and is the quoted digest of exactly the bytes sent.',
    clause: 'Desired State, State Manifest Endpoint',
    untestedBecause: null,
    ...changes,
  };
}

/** Every check passed. */
export function conformantSample(): Results {
  return assemble(
    [
      sampleCheck({ exchanges: [sampleExchange()] }),
      sampleCheck({ id: 'capabilities/put-creates', title: 'A first report answers 201', requirements: ['CAP-006'] }),
    ],
    [
      sampleRequirement(),
      sampleRequirement({
        id: 'CAP-006',
        checks: ['capabilities/put-creates'],
        area: 'capabilities',
        statement: 'A first capabilities report is answered 201, a later one 200.',
        clause: 'Capabilities, Response Codes',
      }),
    ],
  );
}

/** The failure that most tests look at, with everything a failure can have. */
export function failedCheck(changes: Partial<CheckResult> = {}): CheckResult {
  return sampleCheck({
    verdict: 'fail',
    message: 'The ETag is weak, and a manifest has to carry a strong one.',
    observations: ['The body is the same in two reads.'],
    positions: ['G-07'],
    counterexample: {
      value: { deployments: 3, order: ['assign', 'withdraw', 'assign'] },
      seed: 42,
      path: '3:0:1',
      shrinks: 7,
      reproduced: true,
    },
    exchanges: [
      sampleExchange(),
      sampleExchange({
        id: 2,
        actor: 'operator',
        request: {
          method: 'POST',
          url: 'http://127.0.0.1:9090/assign',
          headers: [['content-type', 'application/json']],
          body: { bytes: 18, encoding: 'utf8', data: '{"client":"k3f9-1"}', truncated: false },
        },
        response: null,
        failure: { code: 'ECONNRESET', message: 'the connection was closed before an answer came' },
      }),
    ],
    repro:
      "#!/bin/sh\nset -eu\ncurl --cert client.pem --key client.key \\\n  -H 'accept: application/vnd.margo.manifest.v1+json' \\\n  https://127.0.0.1:8443/api/v1/deployments",
    violations: [
      {
        requirement: 'DSM-017',
        level: 'MUST',
        severity: 'fail',
        expected: `a strong entity tag, "${DIGEST}"`,
        received: `a weak entity tag, W/"${DIGEST}"`,
        position: 'G-07',
      },
    ],
    ...changes,
  });
}

/** One check of every verdict, over several areas. */
export function nonconformantSample(): Results {
  const checks = [
    failedCheck(),
    sampleCheck({ id: 'capabilities/put-creates', title: 'A first report answers 201', requirements: ['CAP-006'] }),
    sampleCheck({
      id: 'errors/status-member-equals-http-status',
      title: 'The status in a problem document is the status of the answer',
      requirements: ['ERR-010'],
      level: 'SHOULD',
      verdict: 'warn',
      message: 'The document says 500, the answer was 404.',
      positions: ['G-03'],
      exchanges: [sampleExchange()],
      violations: [
        {
          requirement: 'ERR-010',
          level: 'SHOULD',
          severity: 'warn',
          expected: '404',
          received: '500',
          position: 'G-03',
        },
      ],
    }),
    sampleCheck({
      id: 'resilience/restart-keeps-acknowledged-writes',
      title: 'What was acknowledged is still there after a restart',
      requirements: ['STA-003'],
      verdict: 'notEvaluated',
      message: 'The control hook does not support the verb restart.',
    }),
    sampleCheck({
      id: 'capabilities/gateway-child',
      title: 'A child of a gateway is reported by its gateway',
      requirements: ['CAP-015'],
      verdict: 'notApplicable',
      message: 'The target declares that it has no gateways.',
    }),
    sampleCheck({
      id: 'doctor/clock-skew',
      title: 'The clocks agree',
      requirements: [],
      level: 'INFO',
      verdict: 'configError',
      message: 'The clock of the system is 400 s ahead: set both by NTP.',
    }),
    sampleCheck({
      id: 'errors/not-found',
      title: 'An unknown path answers a problem document',
      requirements: ['ERR-007'],
      verdict: 'harnessError',
      message: 'The check threw: Cannot read properties of undefined.',
    }),
  ];
  const requirements = [
    sampleRequirement({ verdict: 'fail' }),
    sampleRequirement({ id: 'CAP-006', area: 'capabilities', checks: ['capabilities/put-creates'] }),
    sampleRequirement({
      id: 'CAP-015',
      area: 'capabilities',
      verdict: 'notApplicable',
      checks: ['capabilities/gateway-child'],
    }),
    sampleRequirement({
      id: 'ERR-010',
      area: 'errors',
      level: 'SHOULD',
      verdict: 'warn',
      checks: ['errors/status-member-equals-http-status'],
    }),
    sampleRequirement({ id: 'ERR-007', area: 'errors', verdict: 'harnessError', checks: ['errors/not-found'] }),
    sampleRequirement({
      id: 'STA-003',
      area: 'status',
      verdict: 'notEvaluated',
      checks: ['resilience/restart-keeps-acknowledged-writes'],
    }),
    sampleRequirement({
      id: 'ERR-012',
      area: 'errors',
      verdict: 'notEvaluated',
      checks: [],
      untestedBecause: 'It speaks of how the specification itself is maintained.',
    }),
  ];
  return {
    ...assemble(checks, requirements),
    verdict: 'nonconformant',
    positions: [
      {
        id: 'G-03',
        topic: 'Which members a problem document needs',
        position: 'status and type are required where a registered condition applies',
        reason: 'The schema requires three members, the table calls them all optional.',
      },
      {
        id: 'G-07',
        topic: 'The entity tag of a deployment document',
        position: 'it is the digest of the document',
        reason: 'The prose says so without doubt; a comment in the schema was copied from the manifest.',
      },
    ],
  };
}

/** A run with these checks and requirements, its summary counted. */
export function assemble(checks: readonly CheckResult[], requirements: readonly RequirementResult[]): Results {
  return {
    schema: RESULTS_SCHEMA,
    run: {
      tool: '0.1.0',
      catalogue: '2026.11 (specification 1.0.0-rc.3)',
      seed: 42,
      nonce: 'k3f9',
      effort: 'standard',
      revision: '1.0.0-rc.3',
      role: 'was',
      profiles: ['core'],
      target: { name: 'ACME Fleet Manager', vendor: 'ACME', version: '4.2.0', endpoint: 'https://127.0.0.1:8443' },
      started: STARTED,
      durationMs: 41_230,
      partial: false,
      incompleteBecause: [],
      command: 'waspect conform --target acme.yaml --seed 42',
      undeclaredFeatures: [],
    },
    verdict: 'conformant',
    summary: summaryOf(checks),
    checks,
    requirements,
    positions: [],
  };
}

function summaryOf(checks: readonly CheckResult[]): Summary {
  const number = (verdict: CheckVerdict): number => checks.filter((check) => check.verdict === verdict).length;
  return {
    pass: number('pass'),
    fail: number('fail'),
    warn: number('warn'),
    notApplicable: number('notApplicable'),
    notEvaluated: number('notEvaluated'),
    configError: number('configError'),
    harnessError: number('harnessError'),
  };
}
