/** What the program reads of the environment, where its arguments do not say it. */
export function readEnvironment(variables: NodeJS.ProcessEnv = process.env) {
  const { ASSAY_URL, ASSAY_WORKER_TOKEN, ASSAY_ALLOW_PRIVATE_URLS, ASSAY_MODEL_DIR } = variables
  return {
    url: ASSAY_URL || undefined,
    token: ASSAY_WORKER_TOKEN || undefined,
    model_directory: ASSAY_MODEL_DIR || undefined,
    allow_private_urls: ASSAY_ALLOW_PRIVATE_URLS || undefined,
  }
}
