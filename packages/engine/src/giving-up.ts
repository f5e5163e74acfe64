/** How long a worker may be out of reach before it kills what it executes, in seconds, unless its session says. */
export const givesUpSeconds = 900

/** How long the killing may take, in seconds. */
export const killingSeconds = 15
