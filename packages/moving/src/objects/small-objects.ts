/** So many small objects are on their way at once; what is larger goes alone. */
export const atOnce = 8

/** What may be held in memory, as often as objects go at once. */
export const smallBytes = 1024 * 1024
