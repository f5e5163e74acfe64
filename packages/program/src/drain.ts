/** How long what runs may take when a process ends; the rest of its 30 seconds is for handing back what is left. */
export const drainMs = 25_000
