/** Told what is being done, in a few words; what takes longer than a moment is told again as it goes on. */
export type Progress = (doing: string) => void;
