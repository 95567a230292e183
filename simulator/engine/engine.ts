/** How to reach a container engine with Compose: plain data, so that it passes to a worker as it is. */
export interface EngineAccess {
  /** For people: `dockerd 20.10.24 (its own)`. */
  readonly name: string;
  /** As `DOCKER_HOST` takes it: `unix:///…/docker.sock`. */
  readonly dockerHost: string;
  /** The program with its first words: `['docker', 'compose']` or `['docker-compose']`, absolute paths. */
  readonly compose: readonly [string, ...string[]];
  /** Reference of an image that the engine has, with busybox at `/bin/busybox`. */
  readonly workloadImage: string;
}

/** An engine in use; disposing of it undoes exactly what taking it into use did. */
export interface Engine extends EngineAccess, AsyncDisposable {}
