import type { ModelChoice, Task, TaskType } from '@assay/schemas'

/** What is to be evaluated, as the page holds it. */
export interface Plan {
  readonly name: string
  readonly dataset_id: string
  readonly columns: { readonly input?: string; readonly reference?: string; readonly prediction?: string }
  readonly task: TaskType
  readonly source_language: string
  readonly target_language: string
  /** Names of the catalogue, or `model@https://…/v1`, as the CLI has it. */
  readonly models: readonly string[]
  /** The secret that endpoints are called with; empty: none. */
  readonly secret: string
  /** Whether the answers that the dataset holds are evaluated, too. */
  readonly holds_answers: boolean
  readonly metrics: readonly string[]
  readonly max_samples: number | null
  readonly repeats: number
  readonly seed: number
}

const endpoint = /^(.+?)@(https?:\/\/.+)$/

/** How a model is called that the page names. */
export function choiceOf(name: string, secret: string): ModelChoice {
  const [, model, base_url] = endpoint.exec(name) ?? []
  if (model === undefined || base_url === undefined) return name
  return { provider: 'openai-compatible', model, base_url, ...(secret !== '' && { secret }) }
}

export function isEndpoint(name: string): boolean {
  return endpoint.test(name)
}

function taskOf({ task, source_language, target_language }: Plan): Task {
  return task === 'translation' ? { type: task, source_language, target_language } : { type: task }
}

export function experimentOf(plan: Plan) {
  const { name, dataset_id, columns } = plan
  return { name, dataset_id, task: taskOf(plan), columns }
}

export function modelsOf({ models, secret, holds_answers, columns }: Plan): ModelChoice[] {
  const held: ModelChoice = { provider: 'dataset', ...(columns.prediction && { column: columns.prediction }) }
  return [...models.map((name) => choiceOf(name, secret)), ...(holds_answers ? [held] : [])]
}

export function evaluationOf(plan: Plan) {
  const { metrics, max_samples, repeats, seed } = plan
  return {
    models: modelsOf(plan),
    metrics: [...metrics],
    ...(max_samples !== null && { max_samples }),
    ...(repeats !== 1 && { repeats }),
    ...(seed !== 0 && { seed }),
  }
}

/** What is still to be said before it can be evaluated; undefined: nothing. */
export function missingOf(plan: Plan): 'dataset' | 'input' | 'languages' | 'models' | 'metrics' | undefined {
  if (plan.dataset_id === '') return 'dataset'
  if (plan.models.length > 0 && plan.columns.input === undefined) return 'input'
  const is_translation = plan.task === 'translation'
  if (is_translation && (plan.source_language === '' || plan.target_language === '')) return 'languages'
  if (plan.models.length === 0 && !plan.holds_answers) return 'models'
  return plan.metrics.length === 0 ? 'metrics' : undefined
}
