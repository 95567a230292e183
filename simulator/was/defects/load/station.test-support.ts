import { randomUUID } from 'node:crypto';
import { Agent } from 'node:https';
import { afterAll } from 'vitest';
import type { JsonObject } from '../../../protocol/json.ts';
import type { RunningWas } from '../../options.ts';
import { admitted, manifestOf, operate, order, type Response, type TestClient } from '../../testing/client.ts';

const agents: Agent[] = [];
afterAll(() => {
  for (const agent of agents) agent.destroy();
});

/** A client with a connection that it keeps, so that the requests of several leave at the same moment, and its operator. */
export class Station {
  readonly client: TestClient;
  readonly deployments: string[] = [];
  readonly #was: RunningWas;

  private constructor(was: RunningWas, client: TestClient) {
    this.#was = was;
    this.client = client;
  }

  static async open(was: RunningWas): Promise<Station> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    agents.push(agent);
    const client = await admitted(was, randomUUID());
    const station = new Station(was, {
      ...client,
      call: (method, path, more) => client.call(method, path, { agent, ...more }),
    });
    await station.poll();
    return station;
  }

  act(verb: string, body: object = {}): Promise<JsonObject> {
    return operate(this.#was, verb, { client: this.client.client, ...body });
  }

  async assign(): Promise<string> {
    const deployment = order(`${this.client.client.id}-${this.deployments.length}`);
    const { deploymentId } = await this.act('assign', { key: randomUUID(), deviceId: 'box', deployment });
    this.deployments.push(String(deploymentId));
    return String(deploymentId);
  }

  poll(etag?: string): Promise<Response> {
    const headers = etag === undefined ? {} : { 'If-None-Match': etag };
    return this.client.call('GET', '/api/v1/deployments', { headers });
  }

  /** Whether the manifest lists its deployments, and nothing else. */
  async isShownItsOwn(): Promise<boolean> {
    const { deployments } = await manifestOf(this.client);
    const listed = deployments.map(({ deploymentId }) => String(deploymentId));
    return listed.toSorted().join() === this.deployments.toSorted().join();
  }
}
