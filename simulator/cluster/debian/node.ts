import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ClusterError } from '../cluster-error.ts';
import { type RunOptions, run, systemEnvironment } from '../programs.ts';
import type { Component } from './components.ts';
import { freeSubnets, type Subnets, subnets } from './subnets.ts';

const ENTER = fileURLToPath(new URL('node/enter.sh', import.meta.url));
/** Joins a control group before it becomes the program, so that whatever it starts is in it too. */
const TRACKED = 'echo $$ >"$0" && exec "$@"';
/** kubelet asks a cloud for its name otherwise. */
const ENVIRONMENT = { AWS_EC2_METADATA_DISABLED: 'true' };

/** A mount and a network namespace in which a cluster runs; they live as long as a process in them does. */
export class Node {
  readonly #pid: number;
  readonly #tracking: string;
  readonly #logs: string;
  readonly #failed = Promise.withResolvers<never>();

  private constructor(pid: number, tracking: string, logs: string) {
    this.#pid = pid;
    this.#tracking = tracking;
    this.#logs = logs;
    this.failed.catch(() => undefined);
  }

  /** Makes the namespaces. `folder` has run, var and log; `programs` is the folder of the Kubernetes programs. */
  static async make(folder: string, programs: string, tracking: string): Promise<Node> {
    const enter = ['unshare', '--mount', '--net', '--propagation', 'private', '--', 'sh', ENTER, folder, programs];
    const child = spawn('/bin/sh', ['-c', TRACKED, tracking, ...enter], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: systemEnvironment(),
    });
    let said = '';
    child.stderr.on('data', (chunk) => {
      said += String(chunk);
    });
    const ended = once(child, 'close').then(() => {
      throw new ClusterError('CLUSTER_START_FAILED', `no namespaces could be made: ${said.trim()}`);
    });
    ended.catch(() => undefined);
    await Promise.race([once(child.stdout, 'data'), ended]);
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
    return new Node(child.pid ?? -1, tracking, join(folder, 'log'));
  }

  /** Rejects once a component has ended, which none does by itself, with the end of its log. */
  get failed(): Promise<never> {
    return this.#failed.promise;
  }

  /** A link to this machine, and the only routes there are; answers the addresses that were chosen. */
  async connect(link: string): Promise<Subnets> {
    await run('ip', ['link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', String(this.#pid)]);
    const net = await this.#address(link);
    const inside = [
      `addr add ${net.node}/${net.linkPrefix} dev eth0`,
      'link set eth0 up',
      // Nothing in the cluster reaches anything but this machine.
      'route add prohibit default',
    ];
    await this.run('ip', ['-batch', '-'], { input: inside.join('\n') });
    return net;
  }

  /** Another cluster may be choosing at the same moment: a route that exists already leads on to the next choice. */
  async #address(link: string): Promise<Subnets> {
    let reason = 'all ranges are in use';
    for (const net of freeSubnets().map(subnets)) {
      const outside = [
        `addr flush dev ${link}`,
        `addr add ${net.host}/${net.linkPrefix} dev ${link}`,
        `link set ${link} up`,
        `route add ${net.pods} via ${net.node}`,
        `route add ${net.services} via ${net.node}`,
      ];
      const failure = await run('ip', ['-batch', '-'], { input: outside.join('\n') }).then(() => undefined, String);
      if (failure === undefined) return net;
      reason = failure;
    }
    throw new ClusterError(
      'CLUSTER_START_FAILED',
      `no addresses for the cluster (${reason}); free 10.201.0.0/16 and above`,
    );
  }

  /** Runs a program inside the node to its end. */
  run(program: string, args: readonly string[], options?: RunOptions): Promise<string> {
    return run('nsenter', [...this.#enter(), program, ...args], options);
  }

  start({ name, program, args }: Component): void {
    const log = join(this.#logs, `${name}.log`);
    const output = openSync(log, 'a', 0o600);
    const child = spawn('/bin/sh', ['-c', TRACKED, this.#tracking, 'nsenter', ...this.#enter(), program, ...args], {
      cwd: '/',
      detached: true,
      stdio: ['ignore', output, output],
      env: systemEnvironment(ENVIRONMENT),
    });
    closeSync(output);
    this.#watch(child, name, log);
    child.unref();
  }

  #watch(child: ChildProcess, name: string, log: string): void {
    const fail = (how: string): void =>
      this.#failed.reject(
        new ClusterError(
          'CLUSTER_START_FAILED',
          `${name} ${how}: ${endOf(log)}; see that the machine has enough memory, and try again`,
        ),
      );
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`ended with ${signal ?? code}`));
  }

  #enter(): readonly string[] {
    return ['--target', String(this.#pid), '--mount', '--net', '--'];
  }
}

/** Empty where the cluster has been taken down meanwhile: that is when most components end. */
function endOf(log: string): string {
  if (!existsSync(log)) return '';
  return readFileSync(log, 'utf8').trim().split('\n').slice(-3).join(' | ').slice(-1000);
}
