/** The last line. */
export const until = 'that is all'
