/** Where Docker listens on most machines; not to be sought where `DOCKER_HOST` names another. */
const USUAL_SOCKET = 'unix:///var/run/docker.sock';

/** The address of the container engine that programs of this user ask. */
export const usualDockerHost = (env: Readonly<Record<string, string | undefined>> = process.env): string =>
  // Set to nothing is not set, as Docker's own programs have it.
  env['DOCKER_HOST'] || USUAL_SOCKET;
