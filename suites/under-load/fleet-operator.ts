import { CANARY_PARAMETER } from '../../simulator/fleet/operator/canary.ts';
import type {
  DeployedType,
  FleetClient,
  FleetOperator,
  ObservedDeployment,
  Order,
} from '../../simulator/fleet/operator/operator.ts';
import { stringifyJson } from '../../simulator/protocol/json.ts';
import type { ControlClient, ControlDriver } from '../harness/control/contract.ts';
import { type Observation, operator, type RequestedDeployment } from '../harness/control/operator.ts';
import { WaspectError } from '../harness/failure.ts';
import { NotEvaluated } from '../harness/verdict.ts';

/** The operator of a fleet, on the target's hook: rejects with coded errors, `CONTROL_UNSUPPORTED` for a verb it lacks. */
export async function fleetOperator(driver: ControlDriver): Promise<FleetOperator> {
  const description = await driver.describe();
  const { admit, assign, update, withdraw, observe, devices } = operator(driver, description);
  return {
    supports: description.supports,
    admit: ({ client }) => coded(() => admit(controlClient(client))),
    assign: (order) =>
      coded(() => assign(controlClient(order.client.client), order.deviceId, deploymentOf(order), order.key)),
    update: (order) => coded(() => update(controlClient(order.client.client), order.deploymentId, deploymentOf(order))),
    withdraw: ({ client }, deploymentId) => coded(() => withdraw(controlClient(client), deploymentId)),
    observe: ({ client }, deploymentId) =>
      coded(async () => observed(await observe(controlClient(client), deploymentId))),
    devices: ({ client }) => coded(() => devices(controlClient(client))),
    close: () => driver.close(),
  };
}

async function coded<Answer>(call: () => Promise<Answer>): Promise<Answer> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof NotEvaluated) throw new WaspectError('CONTROL_UNSUPPORTED', error.message, { cause: error });
    throw error;
  }
}

const controlClient = ({ id, spiffeId, certificate }: FleetClient['client']): ControlClient => ({
  ...(id !== undefined && { id }),
  ...(spiffeId !== undefined && { spiffeId }),
  ...(certificate !== undefined && { certificate }),
});

const observed = (found: Observation | undefined): ObservedDeployment | null =>
  found
    ? {
        state: found.state,
        components: found.components.map(({ name, state }) => ({ name, state })),
        ...(found.adoptedManifestVersion !== undefined && {
          adoptedManifestVersion: stringifyJson(found.adoptedManifestVersion),
        }),
      }
    : null;

const COMPONENT = 'sample';

/** Where a parameter goes: a path of values for Helm, the name of a variable for Compose. */
const POINTERS: Readonly<Record<DeployedType, string>> = { helm: 'settings.canary', compose: 'WASPECT_CANARY' };

const REPOSITORIES: Readonly<Record<DeployedType, string>> = {
  helm: 'oci://registry.example.com/charts/sample',
  compose: 'oci://registry.example.com/compose/sample',
};

/** One application with one component; all that differs between two orders is the canary. */
function deploymentOf({ type, canary }: Order): RequestedDeployment {
  const properties = { repository: REPOSITORIES[type], revision: '1.0.0', wait: true, timeout: '5m0s' };
  return {
    applicationId: 'waspect-fleet',
    name: 'waspect-fleet',
    namespace: 'waspect',
    profile: { type, components: [{ name: COMPONENT, properties }] },
    parameters: {
      [CANARY_PARAMETER]: { value: canary, targets: [{ pointer: POINTERS[type], components: [COMPONENT] }] },
    },
  };
}
