import type { WireResponse } from '../../simulator/protocol/exchange.ts';
import { jsonBytes, toJson } from '../../simulator/protocol/json.ts';
import { JSON_DOCUMENT } from '../../simulator/protocol/media-types.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { spellingOf } from '../harness/arbitraries/json-spelling.ts';
import { check } from '../harness/check.ts';
import { property } from '../harness/property.ts';
import { NotEvaluated } from '../harness/verdict.ts';
import { about, type Judgement, judgeThat } from '../oracles/judgement.ts';
import { isAccepted } from '../oracles/status-code.ts';
import { reading, reporting, signingClient } from './subjects.ts';
import { judgeAccepted, requireAccepted } from './twins.ts';

const needs = { caller: 'message-signature' } as const;

check(
  {
    id: 'signatures/body-is-verified-as-it-was-sent',
    title: 'A rightly signed report is accepted however its JSON is written: what counts are the bytes',
    requirements: ['SIG-005', 'SIG-006'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { client, sign, device } = signing;
    const document = trial.session.revision.documents.write('device-capabilities', toJson(plainHost(device)));
    const path = client.api.paths.capabilities(device);
    const put = async (body: Uint8Array): Promise<WireResponse> => {
      const request = { method: 'PUT', path, headers: [['Content-Type', JSON_DOCUMENT]], body } as const;
      return trial.answer(await client.api.send(request, { authenticate: sign() }), 'SIG-005');
    };
    const twin = await put(jsonBytes(document));
    if (!isAccepted(twin)) throw new NotEvaluated(`a report was answered with ${twin.status}`);
    await property(
      trial,
      spellingOf(document),
      async (text) => {
        const answer = await put(Buffer.from(text));
        trial.judge('SIG-006', judgeThat(answer.status !== 400, 'that a right digest is accepted', 'status 400'));
        trial.judge('SIG-005', notTakenForForged(answer));
      },
      { actions: 0 },
    );
  },
);

check(
  {
    id: 'signatures/large-body-is-verified',
    title: 'A rightly signed report of a hundred kilobytes, or in many scripts, is not taken for a forged one',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { client, sign, device } = signing;
    await requireAccepted(reporting(signing), sign());
    const plain = plainHost(device);
    for (const [what, modelNumber] of [
      ['of a hundred kilobytes', 'M'.repeat(100_000)],
      ['in many scripts', 'Grüße, 機械, модель 🏭 \u2028'],
    ] as const) {
      const body = jsonBytes({ ...plain, properties: { ...plain.properties, modelNumber } });
      const exchange = await client.api.reportCapabilities(device, body, { authenticate: sign() });
      const answer = trial.answer(exchange, 'SIG-005');
      trial.judge('SIG-005', about(`a report ${what}`, notTakenForForged(answer)));
      if (!isAccepted(answer)) trial.observe(`a report ${what} is answered with ${answer.status}`);
    }
  },
);

/** What else may be wrong with a document is for other checks. */
const notTakenForForged = ({ status }: WireResponse): Judgement =>
  judgeThat(status !== 401 && status !== 403, 'that a right signature is accepted', `status ${status}`);

check(
  {
    id: 'signatures/query-is-part-of-the-target',
    title: 'A query that was signed with the target is accepted, percent-encoded characters as they are sent',
    requirements: ['SIG-005'],
    needs,
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const variants = ['?', '?x=1', '?a=%20b%2Fc&d=%C3%BC', '?x=%2f%7E', '?a+b'].map((query) => ({
      how: `with the query ${query}`,
      authenticate: (...[request, usual]: Parameters<ReturnType<typeof sign>>) =>
        sign()({ ...request, path: request.path + query }, usual),
    }));
    await judgeAccepted(trial, reading(signing), sign(), variants, { requirement: 'SIG-005', position: 'G-69' });
  },
);
