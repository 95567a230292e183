import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import type { KubeObject } from '../../cluster/api/kube-object.ts';
import { isKubeObject, textAt } from '../../cluster/api/kube-object.ts';
import {
  KNOWN_TOKEN,
  sendJson,
  sendStatus,
  startApiServer,
  writeKubeconfig,
} from '../../cluster/testing/api-server.testing.ts';
import type { Order } from '../inside/orders.ts';
import type { ShardMessage } from '../log/message.ts';
import { Reporter } from '../log/reporter.ts';
import { ORDER_ANNOTATION, SHARD_LABEL } from '../objects/names.ts';

/** What becomes of a shard's pod. */
export interface PodScript {
  /** Of the pod, before and whenever it is not said otherwise; null: no pod is made. */
  readonly status: KubeObject | null;
  /** What the container says from its beginning on. */
  readonly says?: readonly ShardMessage[];
  /** What it does when it gets an order: says more, and ends with a status, or is gone (null). */
  readonly onOrder?: (
    order: Order,
  ) => { readonly says: readonly ShardMessage[]; readonly becomes: KubeObject | null } | undefined;
}

export const RUNNING: KubeObject = {
  phase: 'Running',
  containerStatuses: [{ name: 'shard', state: { running: {} } }],
};

export const ended = (terminated: object): KubeObject => ({
  phase: 'Failed',
  containerStatuses: [{ name: 'shard', state: { terminated } }],
});

interface Pod {
  readonly shard: number;
  status: KubeObject;
  log: string;
  isGone: boolean;
  isOver: boolean;
  readonly reporter: Reporter;
  readonly followers: ServerResponse[];
}

export interface ScriptedCluster {
  readonly kubeconfig: string;
  /** Objects that are there. */
  readonly objects: ReadonlyMap<string, KubeObject>;
  readonly asked: readonly string[];
}

/** An API server whose pods do what a script says. */
export async function scriptedCluster(scripts: readonly PodScript[]): Promise<ScriptedCluster> {
  const objects = new Map<string, KubeObject>();
  const pods = new Map<string, Pod>();

  const say = (pod: Pod, messages: readonly ShardMessage[]): void => {
    for (const message of messages) pod.reporter.say(message);
  };

  const proceed = (path: string, job: KubeObject): void => {
    const shard = Number(textAt(job, 'metadata', 'labels', SHARD_LABEL));
    const script = scripts[shard];
    if (!script || script.status === null) return;
    const followers: ServerResponse[] = [];
    const pod: Pod = {
      ...{ shard, followers, status: script.status, log: '', isGone: false, isOver: false },
      reporter: new Reporter((lines) => {
        pod.log += lines;
        for (const follower of followers) follower.write(lines);
      }),
    };
    const name = `${path.split('/').at(-1)}-pod`;
    pods.set(name, pod);
    say(pod, script.says ?? []);
  };

  const order = (pod: Pod, text: string): void => {
    const done = scripts[pod.shard]?.onOrder?.(JSON.parse(text));
    if (!done) return;
    say(pod, done.says);
    if (done.becomes === null) pod.isGone = true;
    else pod.status = done.becomes;
    pod.isOver = true;
    for (const follower of pod.followers) follower.end();
  };

  const podList = (): readonly KubeObject[] =>
    [...pods]
      .filter(([, pod]) => !pod.isGone)
      .map(([name, { shard, status }]) => ({
        metadata: { name, labels: { [SHARD_LABEL]: String(shard) } },
        spec: {},
        status,
      }));

  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { pathname } = new URL(request.url ?? '', 'https://cluster');
    const name = pathname.split('/').at(-1) ?? '';
    if (pathname.endsWith('/log')) {
      const pod = pods.get(pathname.split('/').at(-2) ?? '');
      if (!pod || pod.isGone) return sendStatus(response, 404, 'no such pod');
      response.writeHead(200).write(pod.log);
      if (pod.isOver) response.end();
      else pod.followers.push(response);
    } else if (request.method === 'POST') {
      const body = await json(request);
      const object = isKubeObject(body) ? { ...body, metadata: { ...Object(body['metadata']), uid: 'u' } } : {};
      objects.set(`${pathname}/${textAt(body, 'metadata', 'name')}`, object);
      sendJson(response, 201, object);
    } else if (request.method === 'PATCH') {
      const body = await json(request);
      const job = objects.get(pathname);
      if (job) proceed(pathname, job);
      const pod = pods.get(name);
      sendJson(response, 200, {});
      if (pod) order(pod, textAt(body, 'metadata', 'annotations', ORDER_ANNOTATION));
    } else if (request.method === 'DELETE') {
      objects.delete(pathname);
      pods.delete(name);
      sendJson(response, 200, {});
    } else if (pathname.endsWith('/events'))
      sendJson(response, 200, { items: [{ type: 'Warning', message: 'exceeded quota: small' }], metadata: {} });
    else if (pathname.endsWith('/pods')) sendJson(response, 200, { items: podList(), metadata: {} });
    else {
      const items = [...objects].filter(([path]) => path.startsWith(`${pathname}/`)).map(([, object]) => object);
      sendJson(response, 200, { items, metadata: {} });
    }
  };

  const server = await startApiServer({
    answer: (request, response) => {
      answer(request, response).catch((error: unknown) => sendStatus(response, 500, String(error)));
    },
  });
  const kubeconfig = await writeKubeconfig({
    server: server.url,
    authorityPem: server.authority.certificatePem,
    user: { token: KNOWN_TOKEN },
  });
  return { kubeconfig, objects, asked: server.asked };
}
