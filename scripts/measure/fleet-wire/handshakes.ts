import type { TlsCredential } from '../../../simulator/protocol/revision.ts';

/** What a client of the measurement is told to do. */
export interface HandshakeTask {
  readonly port: number;
  readonly anchors: string;
  readonly connections: number;
  /** Taken in turn; every connection reads its own out of PEM. */
  readonly credentials: readonly TlsCredential[];
}

/** Of one client: processor time until all are connected and answered, and what they then hold. */
export interface HandshakeFigures {
  readonly cpuSeconds: number;
  readonly residentBytes: number;
}

/** As many at once as there may be, so that neither side waits. */
const AT_ONCE = 32;

/** Does the task in this process, and tells the parent what it took. `connect` resolves when its connection has been answered. */
export async function connectAll(
  prepare: (task: HandshakeTask) => (credential: TlsCredential) => Promise<unknown>,
): Promise<void> {
  const task = await new Promise<HandshakeTask>((resolve) => process.once('message', resolve));
  const connect = prepare(task);
  // Whatever is made once for all is made with the first.
  await connect(credentialOf(task, 0));
  const residentBefore = resident();
  const cpu = process.cpuUsage();
  let next = 1;
  const oneAfterTheOther = async (): Promise<void> => {
    while (next < task.connections) await connect(credentialOf(task, next++));
  };
  await Promise.all(Array.from({ length: AT_ONCE }, oneAfterTheOther));
  const { user, system } = process.cpuUsage(cpu);
  const figures: HandshakeFigures = {
    cpuSeconds: (user + system) / 1e6,
    residentBytes: resident() - residentBefore,
  };
  process.send?.(figures, () => process.exit());
}

function credentialOf({ credentials }: HandshakeTask, index: number): TlsCredential {
  const credential = credentials[index % credentials.length];
  if (!credential) throw new TypeError('there are no credentials');
  return credential;
}

function resident(): number {
  globalThis.gc?.();
  return process.memoryUsage.rss();
}
