import type { Kube } from '../cluster/api/kube.ts';
import { withIndex } from './inside/input-files.ts';
import { DEFAULT_RESOURCES, jobOf, PROCEED } from './objects/job.ts';
import { jobName, jobsOf, type Run, secretsOf } from './objects/names.ts';
import { type InputFiles, intoSecrets, refuseTooLarge } from './objects/parts.ts';
import { secretName, secretOf } from './objects/secret.ts';
import type { KubernetesRunOptions, Patience } from './options.ts';

/** Jobs that are made at the same time. */
const AT_ONCE = 4;

/**
 * Makes the Job of each shard with its Secrets, and lets them make their pods.
 * @throws ClusterError, KubernetesRunError FLEET_INPUTS_TOO_LARGE
 */
export async function deploy(kube: Kube, run: Run, options: KubernetesRunOptions, patience: Patience): Promise<void> {
  const files = Array.from({ length: run.shards }, (_, shard) => withIndex(options.inputs(shard)));
  refuseTooLarge(files);
  const waiting = [...files.entries()];
  const worker = async (): Promise<void> => {
    for (let next = waiting.shift(); next && !options.signal.aborted; next = waiting.shift())
      await deployShard(kube, run, options, patience, next);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

async function deployShard(
  kube: Kube,
  run: Run,
  options: KubernetesRunOptions,
  { readyMs, leadMs, drainMs, stopMs }: Patience,
  [shard, files]: readonly [number, InputFiles],
): Promise<void> {
  const { image, pullSecret = null, command = null, args, resources = DEFAULT_RESOURCES, nodeSelector = {} } = options;
  const secrets = intoSecrets(files);
  const deadlineSeconds = Math.ceil((readyMs + leadMs + options.durationMs + drainMs + stopMs) / 1000);
  const job = await kube.create(
    jobsOf(run),
    jobOf({
      ...{ run, shard, image, pullSecret, command, args, resources, nodeSelector, deadlineSeconds },
      secrets: secrets.map((_, ordinal) => secretName(run, shard, ordinal)),
    }),
  );
  for (const [ordinal, content] of secrets.entries())
    await kube.create(secretsOf(run), secretOf(run, shard, ordinal, content, job));
  await kube.patch(`${jobsOf(run)}/${jobName(run, shard)}`, PROCEED);
}
