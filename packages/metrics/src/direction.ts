/** Which of two values of a score is better; `neutral`: neither, the score only describes. */
export type Direction = 'higher' | 'lower' | 'neutral'
