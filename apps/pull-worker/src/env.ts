/** What the program reads of the environment, where its arguments do not say it. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env) {
  const { ASSAY_URL, ASSAY_WORKER_TOKEN, ASSAY_ALLOW_PRIVATE_URLS } = variables
  return {
    url: ASSAY_URL || undefined,
    token: ASSAY_WORKER_TOKEN || undefined,
    allow_private_urls: ASSAY_ALLOW_PRIVATE_URLS || undefined,
  }
}
