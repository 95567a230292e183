import { builtPrograms } from '../kubernetes-programs.ts';
import { startDebian } from '../start.ts';

// A process that owns a cluster: tells about each step and then about the cluster, and holds it until its input ends.
const say = (line: object): void => void process.stdout.write(`${JSON.stringify(line)}\n`);
const progress = { step: (doing: string) => say({ doing }), note: (text: string) => say({ text }) };
const interruption = new AbortController();
process.once('SIGINT', () => interruption.abort());
try {
  const started = await startDebian({ programs: await builtPrograms(progress), progress, signal: interruption.signal });
  say(started.access);
  await process.stdin.resume().toArray();
  await started.guard.takeDown();
} catch (error) {
  say({ error: String(error) });
}
