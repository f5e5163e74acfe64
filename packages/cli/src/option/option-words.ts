/** What a field of the API is called on the command line. */
const optionOf: Readonly<Record<string, string>> = {
  base_url: '--base-url',
  baseline_run_id: '--baseline',
  cluster_column: '--cluster-column',
  columns: '--input-column, --reference-column or --prediction-column',
  cut_off: '--cut-off',
  decimal: '--decimal',
  delimiter: '--delimiter',
  encoding: '--encoding',
  expires_seconds: '--expires',
  force_rerun: '--force-rerun',
  format: '--format',
  margins: '--margin',
  max_failed_ratio: '--max-failed-ratio',
  max_output_tokens: '--max-output-tokens',
  max_samples: '--max-samples',
  outage_seconds: '--outage',
  overwrite: '--force',
  parameters: '--parameters',
  primary_metric: '--primary-metric',
  prompt: '--prompt',
  quote: '--quote',
  reasoning: '--reasoning',
  revision: '--revision',
  run_ids: '--runs',
  show: '--show',
  system_prompt: '--system-prompt',
  temperature: '--temperature',
  timeout_seconds: '--timeout',
  top_p: '--top-p',
}

/** A word that is a plain one, too, is a field only where it is quoted, but not as a column, or is a path. */
const field = /\bmodels\.\d+\.(\w+)|(?<!\bcolumn )"(\w+)"|\b([a-z]+(?:_[a-z]+)+)\b/g

/** A notice about a file, which quotes names of columns that may be called like options. */
export function noticeInOptions(message: string): string {
  return message
    .replace(/\b([Ss]ay) "(delimiter|encoding|quote|decimal)"/g, '$1 --$2')
    .replace(/\bSay quote "(\w+)"/g, 'Say --quote $1')
    .replace('as "cluster_column"', 'by --cluster-column')
}

/** A message of the server in the words of whoever reads it here: options in place of fields of the API. */
export function inOptions(message: string): string {
  return message.replace(field, (text, ...[path, quoted, plain]: (string | undefined)[]) => {
    return optionOf[path ?? quoted ?? plain ?? ''] ?? text
  })
}
