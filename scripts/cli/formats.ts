/** What `waspect report` renders. */
export const FORMATS = ['console', 'junit', 'html', 'har', 'markdown'] as const;

export type Format = (typeof FORMATS)[number];
