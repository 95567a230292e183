/** One word for a POSIX shell, whatever is in it. */
export const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** For comments: a line end in it would begin a command. */
export const oneLine = (text: string): string => text.replaceAll(/[\r\n]+/g, ' ');
