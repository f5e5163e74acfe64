/** Where REST lies. */
export const restPrefix = '/api/v1'
