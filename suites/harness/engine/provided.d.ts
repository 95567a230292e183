import type { RunSettings } from '../settings.ts';

declare module 'vitest' {
  interface ProvidedContext {
    waspect: {
      readonly settings: RunSettings;
      readonly timeoutMs: number;
      /** URLs of the modules that declare the checks; null for all check files. */
      readonly modules: readonly string[] | null;
    };
  }
  interface TaskMeta {
    /** A {@link CheckResult} as JSON. */
    waspect?: string;
  }
}
