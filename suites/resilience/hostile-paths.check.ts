import fc from 'fast-check';
import { header } from '../../simulator/protocol/exchange.ts';
import { jsonBytes } from '../../simulator/protocol/json.ts';
import type { ResourcePaths } from '../../simulator/protocol/revision.ts';
import { hostCapabilities } from '../harness/arbitraries/capabilities.ts';
import { climbingSegments, hostileSegment } from '../harness/arbitraries/hostile-bodies.ts';
import { check } from '../harness/check.ts';
import { property } from '../harness/property.ts';
import { judgeScope } from '../harness/scope.ts';
import { doesNotTell } from '../oracles/foreign-report.ts';
import { BYSTANDER, BYSTANDER_NEEDS, bystander } from './bystander.ts';

/** Every resource with an identifier in its path. */
const targets = ({ capabilities, status, deployment, bundle }: ResourcePaths) =>
  [
    { method: 'PUT', template: capabilities('ID') },
    { method: 'DELETE', template: capabilities('ID') },
    { method: 'POST', template: status('ID') },
    { method: 'GET', template: deployment('ID', 'ID') },
    { method: 'GET', template: bundle('ID') },
  ] as const;

check(
  {
    id: 'resilience/hostile-identifiers',
    title: 'Identifiers with encoded slashes, line breaks, NUL and the like reach nothing of another client',
    requirements: BYSTANDER,
    needs: BYSTANDER_NEEDS,
    exclusive: true,
  },
  (trial) =>
    property(
      trial,
      fc.uniqueArray(hostileSegment, { minLength: 3, maxLength: 3 }),
      async (segments) => {
        const good = await bystander(trial);
        const attacker = await trial.client();
        const body = jsonBytes(trial.sample(hostCapabilities('device-1')));
        for (const segment of [...climbingSegments(good.client.id), ...segments]) {
          await Promise.all(
            targets(attacker.api.paths).map(async ({ method, template }) => {
              const withBody = method === 'PUT' || method === 'POST';
              const headers = withBody ? ([['content-type', 'application/json']] as const) : [];
              const path = template.replaceAll(/(?<=\/)ID(?=\/|$)/g, () => segment);
              const { outcome } = await attacker.raw.send({ method, path, headers, ...(withBody && { body }) });
              if (outcome.kind === 'failure') return;
              const { response } = outcome;
              if (header(response.headers, 'x-waspect-injected') !== undefined)
                trial.observe(`a line break in an identifier of ${template} became a header of the answer`);
              if (response.status >= 500 && response.status !== 503)
                trial.observe(`an odd identifier in ${template} was answered with ${response.status}`);
              // The sender named the victim itself, but never its workload.
              judgeScope(trial, 'GEN-008', doesNotTell(response, [good.workload.deploymentId]));
            }),
          );
        }
        await good.unharmed();
      },
      { weight: 0.5, actions: 1 },
    ),
);
