import { evaluationOf, experimentOf, isEndpoint, type Plan } from './plan.ts'

const longestLine = 80

/** The calls of the SDK that do what the page would. */
export function sdkCalls(plan: Plan, url: string): string {
  return [
    `const assay = new Assay({ url: ${literal(url)} })`,
    `const experiment = await assay.experiments.create(${literal(experimentOf(plan))})`,
    `const runs = await assay.experiments.evaluate(experiment.id, ${literal(evaluationOf(plan))})`,
  ].join('\n')
}

/** The line of the CLI that does what the page would. */
export function cliLine(plan: Plan, url: string): string {
  const { columns, task, models, metrics, secret } = plan
  const options = {
    '--models': models.join(','),
    '--prediction-column': plan.holds_answers ? columns.prediction : undefined,
    '--metrics': metrics.join(','),
    '--secret': models.some(isEndpoint) ? secret : undefined,
    '--name': plan.name,
    '--task': task,
    '--source-language': task === 'translation' ? plan.source_language : undefined,
    '--target-language': task === 'translation' ? plan.target_language : undefined,
    '--input-column': columns.input,
    '--reference-column': columns.reference,
    '--max-samples': plan.max_samples?.toString(),
    '--repeats': plan.repeats === 1 ? undefined : String(plan.repeats),
    '--seed': plan.seed === 0 ? undefined : String(plan.seed),
    '--url': url,
  }
  const given = Object.entries(options).flatMap(([option, value]) => (value ? [`${option} ${quoted(value)}`] : []))
  return ['assay evaluate', plan.dataset_id, ...given].join(' ')
}

/** As a shell takes it for one word. */
function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`
}

/** As a program writes it: keys without quotes, texts in single ones, what is short on one line. */
function literal(value: unknown, indent = ''): string {
  if (typeof value === 'string') return quotedText(value)
  if (Array.isArray(value)) return `[${value.map((one) => literal(one, indent)).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const deeper = `${indent}  `
  const fields = Object.entries(value).map(([key, one]) => `${key}: ${literal(one, deeper)}`)
  const line = `{ ${fields.join(', ')} }`
  return indent !== '' && line.length < longestLine
    ? line
    : `{\n${fields.map((field) => `${deeper}${field},\n`).join('')}${indent}}`
}

function quotedText(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`
}
