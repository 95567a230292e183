import { contentDigest } from '../../simulator/http-signatures/content-digest.ts';
import type { SignableRequest } from '../../simulator/http-signatures/signature-base.ts';
import type { JsonValue } from '../../simulator/protocol/json.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { check } from '../harness/check.ts';
import { judgeThat } from '../oracles/judgement.ts';
import { changed, DIGEST, field } from './fields.ts';
import type { Pen } from './pen.ts';
import { bothKinds, reporting, signingClient } from './subjects.ts';
import { judgeRefused, requireAccepted, type Variant } from './twins.ts';

const needs = { caller: 'message-signature' } as const;

const signingAnother = (sign: Pen, how: string, signs: (request: SignableRequest) => SignableRequest): Variant => ({
  how,
  authenticate: sign({ signs }),
});

check(
  {
    id: 'signatures/tampered-method-is-refused',
    title: 'A request with another method than the one that was signed is refused',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    for (const subject of bothKinds(signing)) {
      const variants = ['DELETE', 'PATCH', 'HEAD', 'get'].map((method) =>
        signingAnother(sign, `that was signed as ${method}`, (request) => ({ ...request, method })),
      );
      await judgeRefused(trial, subject, sign(), variants, { requirement: 'SIG-005', status: 401 });
    }
  },
);

check(
  {
    id: 'signatures/tampered-target-is-refused',
    title: 'A request to another path, host, port or scheme than the one that was signed is refused',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const signedFor = (what: string, change: (uri: string) => string): Variant =>
      signingAnother(sign, `that was signed for ${what}`, (request) => ({
        ...request,
        targetUri: change(request.targetUri),
      }));
    const variants = [
      signedFor('a longer path', (uri) => `${uri}/more`),
      signedFor('a shorter path', (uri) => uri.replace(/\/[^/]*$/, '')),
      signedFor('a path in capitals', (uri) => uri.replace('/api/v1/clients', '/API/V1/CLIENTS')),
      signedFor('another host', (uri) => uri.replace(/^https:\/\/[^/]+/, 'https://wfm.example')),
      signedFor('the scheme http', (uri) => uri.replace(/^https:/, 'http:')),
      signedFor('the endpoint alone', (uri) => `${new URL(uri).origin}/`),
    ];
    const fault = { requirement: 'SIG-005', status: 401 } as const;
    for (const subject of bothKinds(signing)) await judgeRefused(trial, subject, sign(), variants, fault);
    // Only a path with capitals differs from the same in small letters.
    const { client } = signing;
    const device = client.device('Capitals');
    await client.report(plainHost(device));
    const small = signedFor('a path in small letters', (uri) => uri.toLowerCase());
    await judgeRefused(trial, reporting({ client, device }), sign(), [small], fault);
  },
);

check(
  {
    id: 'signatures/tampered-query-is-refused',
    title: 'A query that was added, changed or taken away after signing makes the signature wrong',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const variants: readonly Variant[] = [
      {
        how: 'with a query that was not signed',
        authenticate: changed(sign(), (request) => ({ ...request, path: `${request.path}?page=2` })),
      },
      {
        how: 'with another query than was signed',
        authenticate: changed(
          (request, usual) => sign()({ ...request, path: `${request.path}?page=1` }, usual),
          (request) => ({ ...request, path: request.path.replace('page=1', 'page=2') }),
        ),
      },
      signingAnother(sign, 'without the query that was signed', (request) => ({
        ...request,
        targetUri: `${request.targetUri}?page=1`,
      })),
    ];
    for (const subject of bothKinds(signing))
      await judgeRefused(trial, subject, sign(), variants, { requirement: 'SIG-005' });
  },
);

check(
  {
    id: 'signatures/tampered-body-is-refused',
    title: 'A body that was changed after signing is refused, with its old digest as well as with a digest of its own',
    requirements: ['SIG-006', 'SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const altered = (body: Uint8Array): Uint8Array =>
      Buffer.from(Buffer.from(body).toString('utf8').replace('waspect', 'intruder'));
    const tampered: Variant = {
      how: 'whose body was changed after signing',
      authenticate: changed(sign(), (request) => ({ ...request, body: request.body && altered(request.body) })),
    };
    const covered: Variant = {
      how: 'whose body and digest were changed after signing',
      authenticate: changed(
        sign(),
        (request) => ({ ...request, body: request.body && altered(request.body) }),
        (request) => field(DIGEST, () => contentDigest(request.body ?? new Uint8Array()))(request),
      ),
    };
    const longer: Variant = {
      how: 'whose body got a blank after signing',
      authenticate: changed(sign(), (request) => ({
        ...request,
        body: request.body && Buffer.concat([request.body, Buffer.from(' ')]),
      })),
    };
    const subject = reporting(signing);
    await judgeRefused(trial, subject, sign(), [tampered, longer], { requirement: 'SIG-006' });
    await judgeRefused(trial, subject, sign(), [covered], { requirement: 'SIG-005', status: 401 });
  },
);

check(
  {
    id: 'signatures/refused-report-changes-nothing',
    title: 'A report whose signature is wrong is not stored, and a device is not taken back by a wrong signature',
    requirements: ['SIG-005'],
    needs: { ...needs, verbs: ['devices'] },
  },
  async (trial) => {
    const [signing, other] = [await signingClient(trial), await signingClient(trial)];
    const { client, sign, device } = signing;
    const forged = sign({ credential: other.client.identity.credential });
    const serial = async (): Promise<JsonValue | undefined> =>
      (await trial.operator.devices(client.client)).find(({ deviceId }) => deviceId === device)?.properties[
        'serialNumber'
      ];
    const asReported = async (mark: string) => {
      const found = await serial();
      return judgeThat(found === mark, `the device with the serial number ${mark} that it reported`, String(found));
    };
    await requireAccepted(reporting(signing, 'own'), sign());
    await trial.judgeEventually('SIG-005', () => asReported('own'));
    trial.answer(await reporting(signing, 'forged').send(forged), 'SIG-005');
    if (trial.session.revision.traits.removesDevices)
      trial.answer(await client.api.removeDevice(device, { authenticate: forged }), 'SIG-005');
    await trial.quiet();
    trial.judge('SIG-005', await asReported('own'));
    await requireAccepted(reporting(signing, 'later'), sign());
    await trial.judgeEventually('SIG-005', () => asReported('later'));
  },
);
