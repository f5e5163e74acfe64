import type { ModelChoice } from '@assay/sdk'

/** Who judges, as it is written on a command line: `name@https://…/v1`, or a name that the server knows. */
export function toJudgeModel(written: string, secret: string | undefined): ModelChoice {
  const [, model, base_url] = /^(.+)@(https?:\/\/.+)$/.exec(written) ?? []
  if (model === undefined || base_url === undefined) return written
  return { provider: 'openai-compatible', model, base_url, ...(secret !== undefined && { secret }) }
}
