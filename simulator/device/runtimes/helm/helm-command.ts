import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { HelmProgram } from '../../../programs/helm-program.ts';
import { runProgram } from '../../../programs/run-program.ts';
import type { RuntimeFailure } from '../runtime.ts';
import { failureFrom, oneLine } from './failures.ts';

export type HelmResult =
  | { readonly kind: 'done'; readonly stdout: string }
  | { readonly kind: 'failed'; readonly failure: RuntimeFailure };

export interface HelmCall {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
  readonly onStart?: (pid: number) => void;
  readonly input?: string;
  /** Applied to what helm says before it becomes a message. */
  readonly clean?: (text: string) => string;
}

export interface HelmCommandOptions {
  readonly helm: HelmProgram;
  readonly kubeconfig: string;
  readonly workDir: string;
}

const MAX_OUTPUT_BYTES = 32 * 2 ** 20;
/** What programs that a kubeconfig names for credentials, and proxies, need; the rest of the environment is not helm's business. */
const PASSED_ON = ['PATH', 'HOME', 'HTTPS_PROXY', 'HTTP_PROXY', 'NO_PROXY', 'https_proxy', 'http_proxy', 'no_proxy'];

/** Runs helm on one cluster, away from the user's own helm: repositories, plugins and registry credentials are not touched. */
export class HelmCommand {
  readonly major: number;
  readonly #path: string;
  readonly #kubeconfig: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor({ helm, kubeconfig, workDir }: HelmCommandOptions) {
    this.major = Number.parseInt(helm.version, 10);
    this.#path = helm.path;
    this.#kubeconfig = kubeconfig;
    this.#env = helmEnvironment(workDir, kubeconfig);
  }

  async run(args: readonly string[], { clean = (text) => text, ...call }: HelmCall): Promise<HelmResult> {
    // Without the file helm would try a cluster on localhost.
    if (!(await isThere(this.#kubeconfig)))
      return failed('KUBECONFIG_MISSING', `there is no kubeconfig ${this.#kubeconfig}`);
    const result = await runProgram({
      file: this.#path,
      args,
      env: this.#env,
      maxOutputBytes: MAX_OUTPUT_BYTES,
      ...call,
    });
    switch (result.kind) {
      case 'exited':
        if (result.code === 0) return { kind: 'done', stdout: result.stdout };
        return { kind: 'failed', failure: failureFrom(clean(result.stderr)) };
      case 'timeout':
        return failed('TIMEOUT', `helm ${args[0]} took longer than ${Math.round(call.timeoutMs / 1000)} s`);
      case 'aborted':
        return failed('ABORTED', `helm ${args[0]} was given up`);
      case 'killed':
        return failed('HELM_KILLED', `helm ${args[0]} was ended by ${result.by}`);
      case 'not-started':
        return failed('HELM_MISSING', oneLine(`helm could not be started: ${result.message}`));
    }
  }
}

/** The environment in which helm finds nothing of the user's. */
export function helmEnvironment(workDir: string, kubeconfig?: string): Readonly<Record<string, string>> {
  const home = join(workDir, 'helm');
  return {
    ...Object.fromEntries(
      PASSED_ON.flatMap((name) => {
        const value = process.env[name];
        return value === undefined ? [] : [[name, value]];
      }),
    ),
    ...(kubeconfig !== undefined && { KUBECONFIG: kubeconfig }),
    KUBECACHEDIR: join(workDir, 'kube-cache'),
    HELM_CACHE_HOME: join(home, 'cache'),
    HELM_CONFIG_HOME: join(home, 'config'),
    HELM_DATA_HOME: join(home, 'data'),
    HELM_REGISTRY_CONFIG: join(home, 'config', 'registry.json'),
    HELM_REPOSITORY_CONFIG: join(home, 'config', 'repositories.yaml'),
    HELM_REPOSITORY_CACHE: join(home, 'cache', 'repository'),
    HELM_DRIVER: 'secret',
  };
}

const isThere = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

const failed = (code: string, message: string): HelmResult => ({ kind: 'failed', failure: { code, message } });
