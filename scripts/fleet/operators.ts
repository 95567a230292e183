import { isDeepStrictEqual } from 'node:util';
import type { FleetOperator } from '../../simulator/fleet/operator/operator.ts';
import { connectControl } from '../../suites/harness/control/connect.ts';
import { fleetOperator } from '../../suites/under-load/fleet-operator.ts';
import type { Site } from './set-up/targets.ts';

/**
 * The operator of all sites of a fleet: each device is the business of its own site's hook. A hook that several target
 * files name is opened once, for there may be a person at its end. @throws ConfigurationError where one cannot be reached
 */
export async function operatorOf(
  sites: readonly [Site, ...Site[]],
  siteOf: (device: number) => number,
): Promise<FleetOperator> {
  const opened: { readonly site: Site; readonly operator: FleetOperator }[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(opened.map(({ operator }) => operator.close()));
  };
  try {
    const operators: FleetOperator[] = [];
    for (const site of sites) {
      const known = opened.find((other) => isDeepStrictEqual(other.site.target.control, site.target.control));
      const operator = known?.operator ?? (await opening(site));
      if (!known) opened.push({ site, operator });
      operators.push(operator);
    }
    return routed(operators, siteOf, close);
  } catch (error) {
    await close();
    throw error;
  }
}

async function opening({ target }: Site): Promise<FleetOperator> {
  const driver = connectControl(target);
  try {
    return await fleetOperator(driver);
  } catch (error) {
    await driver.close();
    throw error;
  }
}

function routed(
  operators: readonly FleetOperator[],
  siteOf: (device: number) => number,
  close: () => Promise<void>,
): FleetOperator {
  const of = (device: number): FleetOperator => {
    const operator = operators[siteOf(device)];
    if (operator) return operator;
    throw new RangeError(`device ${device} has no site`);
  };
  const [first, ...others] = operators;
  return {
    supports: new Set(
      [...(first?.supports ?? [])].filter((verb) => others.every(({ supports }) => supports.has(verb))),
    ),
    admit: (client) => of(client.device).admit(client),
    assign: (order) => of(order.client.device).assign(order),
    update: (order) => of(order.client.device).update(order),
    withdraw: (client, deploymentId) => of(client.device).withdraw(client, deploymentId),
    observe: (client, deploymentId) => of(client.device).observe(client, deploymentId),
    devices: (client) => of(client.device).devices(client),
    close,
  };
}
