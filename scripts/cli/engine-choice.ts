import { InvalidArgumentError } from 'commander';
import type { EngineChoice } from '../../simulator/engine/find-engine.ts';

export const ENGINE_CHOICES = 'auto, own, none, or an address such as unix:///run/docker.sock';

const WORDS = ['auto', 'own', 'none'] as const;

/** Reads a choice of container engine: one of the words, or an address as DOCKER_HOST takes it. */
export function engineOfRun(text: string): EngineChoice {
  const word = WORDS.find((each) => each === text);
  if (word !== undefined) return word;
  if (/^[a-z]+:\/\/./.test(text)) return { dockerHost: text };
  throw new InvalidArgumentError(`It is ${ENGINE_CHOICES}.`);
}
