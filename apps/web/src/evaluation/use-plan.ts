'use client'

import { type Dataset, recogniseColumns, taskType } from '@assay/schemas'
import {
  parseAsArrayOf,
  parseAsBoolean,
  parseAsInteger,
  parseAsString,
  parseAsStringLiteral,
  useQueryStates,
} from 'nuqs'
import type { Plan } from './plan.ts'

const text = parseAsString.withDefault('')

const inAddress = {
  dataset: text,
  input: parseAsString,
  reference: parseAsString,
  prediction: parseAsString,
  task: parseAsStringLiteral(taskType.options),
  from: text,
  to: text,
  name: parseAsString,
  models: parseAsArrayOf(parseAsString, ' ').withDefault([]),
  secret: text,
  answers: parseAsBoolean.withDefault(false),
  metrics: parseAsArrayOf(parseAsString),
  limit: parseAsInteger,
  repeats: parseAsInteger.withDefault(1),
  seed: parseAsInteger.withDefault(0),
}

/** Columns under which models are asked questions, not given texts. */
const asking = /^(questions?|prompts?|instruction|query|messages|problem)$/i

/** What is to be evaluated: as the address says, and where it says nothing, what fits the dataset. */
export function usePlan() {
  const [said, say] = useQueryStates(inAddress)
  const planOn = (dataset: Dataset | undefined): Plan => {
    const recognised = recogniseColumns(dataset?.columns?.map(({ name }) => name) ?? [])
    const columns: Plan['columns'] = Object.fromEntries(
      (['input', 'reference', 'prediction'] as const).flatMap((role) => {
        const column = said[role] ?? recognised[role][0]
        return column ? [[role, column]] : []
      }),
    )
    return {
      name: said.name ?? dataset?.name ?? '',
      dataset_id: said.dataset,
      columns,
      task: said.task ?? (asking.test(columns.input ?? '') ? 'text-generation' : 'summarization'),
      source_language: said.from,
      target_language: said.to,
      models: said.models,
      secret: said.secret,
      holds_answers: said.answers && columns.prediction !== undefined,
      metrics: said.metrics ?? (columns.reference === undefined ? [] : ['rouge']),
      max_samples: said.limit,
      repeats: Math.max(said.repeats, 1),
      seed: said.seed,
    }
  }
  return { said, say, planOn }
}

export type SayPlan = ReturnType<typeof usePlan>['say']
export type SaidPlan = ReturnType<typeof usePlan>['said']
