import type { CompareParams } from '@assay/sdk'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { numberBetween, wholeNumber } from './option.ts'

/** What every command that compares accepts. */
export interface QuestionOptions {
  readonly metric?: string
  readonly margin?: Readonly<Record<string, number>>
  readonly level?: number
  readonly method?: 'analytic' | 'resampled'
  readonly clusterColumn?: string
  readonly seed?: number
  readonly details?: boolean
  readonly pairs?: boolean
}

/** Adds the options that every command that compares has. */
export function questionOptions(command: Command): Command {
  return command
    .option(
      '--metric <score>',
      "the score of the verdict; corpus_<score>: of the whole corpus, as papers have it; default: the experiment's",
    )
    .option('--margin <score=value>', 'a difference not worth having; may be repeated', margins)
    .option('--level <level>', 'confidence level of the intervals; default: 0.95', numberBetween(0.5, 0.999))
    .addOption(
      new Option('--method <method>', 'how intervals and p-values are found; default: analytic').choices([
        'analytic',
        'resampled',
      ]),
    )
    .option('--cluster-column <column>', 'column whose values group examples that share a source; default: none do')
    .option('--seed <n>', 'where random numbers start; default: 0', wholeNumber(0))
    .option('--details', 'print scores that only explain others, too')
    .option('--pairs', 'print every run against every other, too')
}

/** What the options ask. */
export function toQuestion({
  metric,
  margin,
  level,
  method,
  clusterColumn,
  seed,
}: QuestionOptions): Omit<CompareParams, 'run_ids'> {
  return {
    ...(metric !== undefined && { primary_metric: metric }),
    ...(margin && { margins: margin }),
    ...(level !== undefined && { level }),
    ...(method && { method }),
    ...(clusterColumn !== undefined && { cluster_column: clusterColumn }),
    ...(seed !== undefined && { seed }),
  }
}

/** Reads `rougeL=0.02`. */
export function margins(text: string, before: Readonly<Record<string, number>> = {}): Record<string, number> {
  const [, score, value] = /^(.+)=([^=]+)$/.exec(text) ?? []
  const margin = Number(value)
  if (score === undefined || !(margin >= 0 && Number.isFinite(margin))) {
    throw new InvalidArgumentError('It must be a score and a number of at least 0, as in rougeL=0.02.')
  }
  return { ...before, [score.trim()]: margin }
}
