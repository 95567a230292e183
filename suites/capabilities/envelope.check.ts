import { isJsonObject, type JsonObject, jsonBytes, toJson } from '../../simulator/protocol/json.ts';
import { JSON_DOCUMENT } from '../../simulator/protocol/media-types.ts';
import { plainHost } from '../harness/arbitraries/capabilities.ts';
import { check } from '../harness/check.ts';
import { NotApplicable, NotEvaluated } from '../harness/verdict.ts';
import { about } from '../oracles/judgement.ts';
import { accepts, isAccepted, statusIs } from '../oracles/status-code.ts';
import { signingClient } from '../signatures/subjects.ts';

check(
  {
    id: 'capabilities/report-has-to-say-what-it-is',
    title: 'A report of another kind, or without kind or apiVersion, is refused, and the right one is accepted',
    requirements: ['CAP-006'],
    needs: { caller: 'message-signature' },
  },
  async (trial) => {
    const { client, device } = await signingClient(trial);
    const document = trial.session.revision.documents.write('device-capabilities', toJson(plainHost(device)));
    if (!isJsonObject(document) || document['kind'] === undefined || document['apiVersion'] === undefined)
      throw new NotApplicable('the dialect of the target has no envelope around a report');
    const put = async (body: JsonObject) => {
      const path = client.api.paths.capabilities(device);
      const headers = [['Content-Type', JSON_DOCUMENT]] as const;
      return trial.answer(await client.api.send({ method: 'PUT', path, headers, body: jsonBytes(body) }), 'CAP-006');
    };
    const twin = await put(document);
    if (!isAccepted(twin)) throw new NotEvaluated(`the right report was answered with ${twin.status}`);
    const { apiVersion, kind, ...bare } = document;
    const wrong: readonly (readonly [string, JsonObject])[] = [
      ['the kind of another document', { ...document, kind: 'DeploymentStatusManifest' }],
      ['a number for its kind', { ...document, kind: 1 }],
      ['no kind', { ...bare, apiVersion }],
      ['no apiVersion', { ...bare, kind }],
      ['a number for apiVersion', { ...document, apiVersion: 1 }],
    ];
    for (const [what, body] of wrong) {
      trial.judge('CAP-006', about(`a report with ${what}`, statusIs(await put(body), 400, 422)), { position: 'G-96' });
      trial.judge('CAP-006', about('the right report after it', accepts(await put(document))));
    }
    const other = await put({ ...document, apiVersion: 'device.margo.org/v1alpha9' });
    if (!isAccepted(other)) trial.observe(`a report with another apiVersion is answered with ${other.status}`);
  },
);
