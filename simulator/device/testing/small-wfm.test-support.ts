import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { createServer } from 'node:https';
import { buffer } from 'node:stream/consumers';
import { parseJson, stringifyJson } from '../../protocol/json.ts';
import { BUNDLE, DEPLOYMENT, JSON_DOCUMENT, MANIFEST } from '../../protocol/media-types.ts';
import { digestOf } from '../desired-state/digest.ts';
import { bundleOf, deploymentYaml, type OrderedDeployment } from './documents.test-support.ts';
import type { TestPki } from './pki.test-support.ts';

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Answers instead of the WFM where it answers at all; the hostile tests are such functions. */
export type Override = (request: Received) => Answer | undefined;

/** A server over real mutual TLS that shows what it is told to: just enough of a WFM, and as hostile as a test wants. */
export class SmallWfm {
  readonly received: Received[] = [];
  /** TCP connections that were opened, whatever became of them. */
  connections = 0;
  override: Override = () => undefined;
  #answers = new Map<string, Answer>();
  #etag = '';
  #url = '';
  #close: () => Promise<void> = async () => undefined;
  readonly #known = new Set<string>();

  static async start({ root, wfm }: TestPki, presented: { chainPem: string; keyPem: string } = wfm): Promise<SmallWfm> {
    const self = new SmallWfm();
    const server = createServer(
      {
        cert: presented.chainPem,
        key: presented.keyPem,
        ca: root.certificatePem,
        requestCert: true,
        rejectUnauthorized: true,
      },
      async (request, response) => {
        const answer = self.#answer({
          method: request.method ?? '',
          path: request.url ?? '',
          headers: request.headers,
          body: (await buffer(request)).toString(),
        });
        response.writeHead(answer.status, answer.headers).end(answer.body);
      },
    );
    server.on('connection', () => {
      self.connections += 1;
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server listens on no port');
    self.#url = `https://127.0.0.1:${address.port}`;
    self.#close = async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    };
    return self;
  }

  get url(): URL {
    return new URL(this.#url);
  }

  close(): Promise<void> {
    return this.#close();
  }

  /** Shows a desired state from now on. */
  async publish(version: bigint | number, orders: readonly OrderedDeployment[]): Promise<void> {
    const documents = orders.map((order) => ({ id: order.id, bytes: deploymentYaml(order) }));
    await this.publishDocuments(version, documents);
  }

  async publishDocuments(
    version: bigint | number,
    documents: readonly { readonly id: string; readonly bytes: Buffer }[],
  ): Promise<void> {
    const answers = new Map<string, Answer>();
    const deployments = documents.map(({ id, bytes }) => {
      const digest = digestOf(bytes);
      const url = `/api/v1/deployments/${id}/${digest}`;
      answers.set(url, { status: 200, headers: { 'content-type': DEPLOYMENT }, body: bytes });
      return { deploymentId: id, digest, url };
    });
    const archive = await bundleOf(documents.map(({ id, bytes }) => ({ name: `${id}.yaml`, bytes })));
    const digest = digestOf(archive);
    const url = `/api/v1/bundles/${digest}`;
    answers.set(url, { status: 200, headers: { 'content-type': BUNDLE }, body: archive });
    const bundle = documents.length === 0 ? null : { mediaType: BUNDLE, digest, url };
    const body = stringifyJson({ manifestVersion: version, bundle, deployments });
    this.#etag = `"${digestOf(Buffer.from(body))}"`;
    answers.set('/api/v1/deployments', manifestAnswer(body));
    this.#answers = answers;
  }

  requests(method: string, path: string): readonly Received[] {
    return this.received.filter((request) => request.method === method && request.path.startsWith(path));
  }

  /** The statuses that came for a deployment, as states on top. */
  statesOf(deploymentId: string): readonly string[] {
    return this.requests('POST', `/api/v1/deployments/${deploymentId}/status`).map(({ body }) => {
      const { status }: { status: { state: string } } = JSON.parse(body);
      return status.state;
    });
  }

  #answer(request: Received): Answer {
    this.received.push(request);
    return this.override(request) ?? this.regular(request);
  }

  /** What an honest WFM answers. */
  regular({ method, path, headers, body }: Received): Answer {
    if (method === 'PUT') return { status: this.#isNew(path) ? 201 : 200 };
    if (method === 'DELETE') return { status: this.#known.delete(path) ? 204 : 404 };
    if (method === 'POST') {
      parseJson(body);
      return { status: this.#isNew(path) ? 201 : 200, headers: { 'content-type': JSON_DOCUMENT }, body: '{}' };
    }
    if (path === '/api/v1/deployments' && headers['if-none-match'] === this.#etag) return { status: 304 };
    return this.#answers.get(path) ?? { status: 404 };
  }

  #isNew(path: string): boolean {
    const known = this.#known.has(path);
    this.#known.add(path);
    return !known;
  }
}

export const manifestAnswer = (body: string): Answer => ({
  status: 200,
  headers: { 'content-type': MANIFEST, etag: `"${digestOf(Buffer.from(body))}"`, 'cache-control': 'private' },
  body,
});
