import type { Task } from '@assay/sdk'
import type { EvaluateOptions } from './evaluate-options.ts'

/** Names of columns under which models are asked questions, not given texts to summarize. */
const asking = /^(question|questions|prompt|instruction|query|messages|problem)$/i

/** Metrics for which an answer is right or wrong, rather than a summary good or bad. */
const exact = /^(exact_match|accuracy|f1|macro_f1|micro_f1|precision|recall|token_f1|regex|json_\w+|contains|choice)$/

/** What the models are to do, where nobody says it, and what makes one think so. */
export interface Guess {
  readonly task: Task['type']
  readonly because: string
}

/** Guesses the task from the options, and from the column that models are given. */
export function guessTask(options: EvaluateOptions, input: string): Guess {
  const { sourceLanguage, targetLanguage, prompt, systemPrompt, metrics = [] } = options
  if (sourceLanguage !== undefined || targetLanguage !== undefined) {
    return { task: 'translation', because: 'languages are given' }
  }
  if (prompt !== undefined || systemPrompt !== undefined) {
    return { task: 'text-generation', because: 'a prompt is given' }
  }
  if (asking.test(input)) return { task: 'text-generation', because: `the column ${input} asks` }
  const first = metrics[0]
  if (first !== undefined && metrics.every((metric) => exact.test(metric))) {
    return { task: 'text-generation', because: `${first} is about answers` }
  }
  return { task: 'summarization', because: 'nothing speaks for another one' }
}
