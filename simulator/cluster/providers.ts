import { debianProvider } from './debian/debian-provider.ts';
import { k3sProvider } from './k3s/k3s-provider.ts';
import { kindProvider } from './kind/kind-provider.ts';
import type { ClusterProvider } from './provider.ts';

/** In the order in which `auto` tries them: what people have in their CI first, what needs root of the machine last. */
export const PROVIDERS: readonly ClusterProvider[] = [kindProvider, k3sProvider, debianProvider];
