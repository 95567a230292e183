import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { parse } from 'yaml';
import { repositoryClient } from '../../git/repository-client.ts';
import type { Exchange } from '../../protocol/exchange.ts';
import { jsonBytes, toJson } from '../../protocol/json.ts';
import { preDraft, readPreDraftDialect } from '../../protocol/pre-draft/revision.ts';
import type { OAuthEnrolment, OnboardingAnswer } from '../../protocol/revision.ts';
import type { RunningWas, WasMode } from '../options.ts';
import { order } from '../testing/client.ts';
import { running } from '../testing/running.ts';
import { admittedDevice, assign } from './device.test-support.ts';

const MODES: readonly WasMode[] = ['plain', 'contrary', 'obstinate'];
const PATIENCE = { timeout: 15_000, interval: 100 };
const revision = preDraft(readPreDraftDialect({}));

const connectionOf = (was: RunningWas) => ({
  endpoint: new URL(was.interfaces['pre-draft-2024']?.['test'] ?? ''),
  anchors: was.anchorsPem.join(''),
  actor: 'device',
  limits: { requestMs: 5_000, maxBodyBytes: 100_000 },
});

const statusOf = ({ outcome }: Exchange): number => (outcome.kind === 'response' ? outcome.response.status : 0);

/** Until a server that is busy now and then has served. */
const served = (call: () => Promise<Exchange>): Promise<Exchange> =>
  vi.waitFor(async () => {
    const exchange = await call();
    expect([0, 429, 503]).not.toContain(statusOf(exchange));
    return exchange;
  }, PATIENCE);

describe.each(MODES)('a device at a WAS that is %s', (mode) => {
  it('is taken in, reports itself, follows its repository and says what became of it', async () => {
    const was = await running({ revisions: ['pre-draft-2024'], mode });
    const device = await admittedDevice(was);
    const options = { ...connectionOf(was), credential: device.credential };
    const capabilities = toJson({ properties: { id: device.id, vendor: 'v', modelNumber: 'm', serialNumber: 's' } });
    const newcomer = revision.connect(options);
    onTestFinished(() => newcomer.close());
    const call = revision.onboarding?.request(device.credential, { properties: { id: device.id } });
    const { outcome } = await served(() => newcomer.send(call ?? { method: 'GET', path: '/' }));
    const answer = outcome.kind === 'response' ? revision.onboarding?.read(outcome.response) : undefined;
    expect(answer).toMatchObject({ enrolment: { kind: 'oauth', repository: { url: expect.any(String) } } });
    const enrolment = enrolmentIn(answer);
    const client = revision.connect({ ...options, enrolment });
    onTestFinished(() => client.close());
    const report = await served(() => client.reportCapabilities(device.id, jsonBytes(capabilities)));
    expect(statusOf(report)).toBe(201);
    const deploymentId = await assign(device, order('first'));
    const repository = await repositoryOf(enrolment, was);
    const document = await vi.waitFor(async () => {
      await repository.sync();
      const texts = repository.files().map(({ bytes }) => Buffer.from(bytes).toString());
      const found = texts.find((text) => text.includes(deploymentId)) ?? '';
      expect(found).not.toBe('');
      return found;
    }, PATIENCE);
    expect(revision.documents.read('application-deployment', parse(document))).toMatchObject({
      id: deploymentId,
      metadata: { name: 'first' },
      spec: { applicationId: 'hello-world', deploymentProfile: { type: 'helm' } },
    });
    const status = { deploymentId, deviceId: device.id, status: { state: 'installed' }, components: [] };
    const told = await served(() => client.reportStatus(deploymentId, jsonBytes(status)));
    expect(statusOf(told)).toBe(201);
    await vi.waitFor(
      async () => expect(await device.operate('observe', { deploymentId })).toMatchObject({ state: 'installed' }),
      PATIENCE,
    );
  });
});

function enrolmentIn(answer: OnboardingAnswer | undefined): OAuthEnrolment {
  if (answer && 'enrolment' in answer && answer.enrolment.kind === 'oauth') return answer.enrolment;
  throw new TypeError('nothing was handed out');
}

async function repositoryOf({ repository }: OAuthEnrolment, was: RunningWas) {
  const folder = await mkdtemp(join(tmpdir(), 'device-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const { url = '', token = '' } = repository ?? {};
  return repositoryClient({ url, token: () => token, anchors: was.anchorsPem.join(''), folder });
}
