/** Asks the person at the terminal once from the main thread and once from a worker, and writes both answers to the file named first. */
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';
import { manualControl } from './manual.ts';
import { openTerminal } from './terminal.ts';

const control = manualControl(openTerminal());
const answer = await control.call('assign', {});
await control.close();
if (isMainThread) {
  const worker = new Worker(fileURLToPath(import.meta.url));
  const [fromWorker] = await once(worker, 'message');
  writeFileSync(process.argv[2] ?? '', JSON.stringify({ main: answer, worker: fromWorker }));
} else parentPort?.postMessage(answer);
