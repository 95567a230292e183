import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEPLOYMENT_STATES, type DeploymentStatus } from '../../simulator/protocol/documents.ts';
import { agreesWith, notAsReported, type StoredStatus, sameStatus } from './observation.ts';

const report = fc.record({
  deploymentId: fc.constant('d'),
  adoptedManifestVersion: fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }),
  status: fc.record({ state: fc.constantFrom(...DEPLOYMENT_STATES) }),
  components: fc.uniqueArray(
    fc.record({ name: fc.stringMatching(/^[a-z]{1,5}$/), state: fc.constantFrom(...DEPLOYMENT_STATES) }),
    { selector: ({ name }) => name, minLength: 1, maxLength: 4 },
  ),
});

const stored = (sent: DeploymentStatus): StoredStatus => ({
  state: sent.status.state,
  components: sent.components.toReversed(),
  adoptedManifestVersion: sent.adoptedManifestVersion,
});

describe('agreement of the database with a report', () => {
  it('holds whatever the order of the components', () => {
    fc.assert(
      fc.property(report, (sent) => {
        expect(agreesWith(stored(sent), sent)).toEqual({ ok: true });
      }),
    );
  });

  it('is broken by any other version, also where a double could not tell them apart', () => {
    fc.assert(
      fc.property(report, (sent) => {
        const off = { ...stored(sent), adoptedManifestVersion: sent.adoptedManifestVersion + 1n };
        expect(agreesWith(off, sent).ok).toBe(false);
      }),
    );
  });

  it('is broken by another state, a lost component or no answer', () => {
    fc.assert(
      fc.property(report, (sent) => {
        const right = stored(sent);
        expect(agreesWith({ ...right, state: 'unknown' }, sent).ok).toBe(false);
        expect(agreesWith({ ...right, components: right.components.slice(1) }, sent).ok).toBe(false);
        expect(agreesWith({ ...right, adoptedManifestVersion: undefined }, sent).ok).toBe(false);
        expect(agreesWith(undefined, sent).ok).toBe(false);
      }),
    );
  });
});

describe("somebody else's report", () => {
  it('was not taken where its state shows nowhere', () => {
    fc.assert(
      fc.property(report, report, (sent, shown) => {
        const states = [shown.status.state, ...shown.components.map(({ state }) => state)];
        expect(notAsReported(stored(shown), sent).ok).toBe(!states.includes(sent.status.state));
        expect(notAsReported(undefined, sent).ok).toBe(true);
      }),
    );
  });
});

describe('an unchanged status', () => {
  it('is one that reads the same', () => {
    const status = { state: 'failed', components: [{ name: 'a', state: 'failed' }], adoptedManifestVersion: 1 };
    expect(sameStatus(status, { ...status, adoptedManifestVersion: 1n }).ok).toBe(true);
    expect(sameStatus(undefined, undefined).ok).toBe(true);
    expect(sameStatus(undefined, status).ok).toBe(false);
    expect(sameStatus(status, { ...status, state: 'installed' }).ok).toBe(false);
  });
});
