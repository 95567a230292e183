import type { RunSettings } from '../settings.ts';

declare module 'vitest' {
  interface ProvidedContext {
    waspect: { readonly settings: RunSettings; readonly timeoutMs: number };
  }
  interface TaskMeta {
    /** A {@link CheckResult} as JSON. */
    waspect?: string;
  }
}
