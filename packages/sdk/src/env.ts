/** What the environment says, where there is one. */
export interface Environment {
  readonly url: string | undefined
  readonly apiKey: string | undefined
}

/** ASSAY_URL and ASSAY_API_KEY, where there is a `process`. */
export function readEnvironment(): Environment {
  const env = typeof process === 'undefined' ? undefined : process.env
  return { url: env?.['ASSAY_URL'] || undefined, apiKey: env?.['ASSAY_API_KEY'] || undefined }
}
