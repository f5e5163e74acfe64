import type { JobOf, Metric } from '@assay/sdk'
import { formatScore } from '../terminal/number-format.ts'
import type { Paper } from '../terminal/terminal.ts'
import { missingNote } from './comparison-notes.ts'
import { formatInterval, formatLevel } from './comparison-words.ts'
import { renderTable } from './table.ts'

/** How to render scores. */
export interface ScoreTableOptions extends Paper {
  /** All metrics, in their order: they tell how to read scores. */
  readonly metrics: readonly Metric[]
  /** Whether scores that only explain others are shown; default false. */
  readonly details?: boolean | undefined
  /** Metrics and scores that were asked for: of a metric that only its scores name, no others are shown. */
  readonly asked?: readonly string[] | undefined
}

/** An evaluation, and the name of its run. */
interface Evaluated {
  readonly run: string
  readonly job: JobOf<'evaluation'>
}

/**
 * Renders the scores of runs, each with its interval, without comparing them; a score over all examples at once before
 * its mean.
 */
export function renderScores(
  jobs: readonly Evaluated[],
  { metrics, details, asked, ...paper }: ScoreTableOptions,
): string {
  const isWanted = wantedScores(metrics, asked)
  const declared = metrics.flatMap(({ scores }) => scores)
  const rows = jobs.flatMap((evaluated) => rowsOf(evaluated, { declared, details, isWanted }))
  if (rows.length === 0) return 'There are no scores.'
  const [level] = jobs.flatMap(({ job }) => Object.values(job.result?.scores ?? {}).map((score) => score.level))
  const head = ['Run', 'Score', 'Value>', level === undefined ? 'Interval' : formatLevel(level), 'Examples>']
  const notes = jobs.flatMap((evaluated) => noteOf(evaluated, declared))
  return [renderTable(rows, { ...paper, head }), ...notes].join('\n')
}

function noteOf({ run, job: { result } }: Evaluated, declared: readonly Declared[]): string[] {
  const { missing = 0, examples = 0, scores = {} } = result ?? {}
  const score = declared.find(({ name, is_detail }) => is_detail !== true && scores[name])?.name
  const { estimate = null, answered = null } = (score !== undefined && scores[score]) || {}
  return missing === 0 ? [] : [`${missingNote({ name: run, examples, missing, score, estimate, answered })}.`]
}

type Declared = Metric['scores'][number]

interface Reading {
  readonly declared: readonly Declared[]
  readonly details: boolean | undefined
  readonly isWanted: (score: string) => boolean
}

const arrows = { higher: ' ↑', lower: ' ↓', neutral: ' ↔' } as const satisfies Record<Declared['direction'], string>

function rowsOf({ run, job }: Evaluated, { declared, details = false, isWanted }: Reading): string[][] {
  const { scores = {}, corpus = {} } = job.result ?? {}
  const known = new Map(declared.map((score) => [score.name, score]))
  // the order of the result is that of its storage
  const names = [...known.keys(), ...Object.keys(scores).filter((score) => !known.has(score))]
  const rows = names.flatMap((score): string[][] => {
    const mean = scores[score]
    const { direction, is_detail = false } = known.get(score) ?? {}
    if (!mean || (!details && (is_detail || !isWanted(score)))) return []
    const arrow = direction ? arrows[direction] : ''
    const whole = corpus[score]
    return [
      ...(whole === undefined ? [] : [[`corpus_${score}${arrow}`, formatScore(whole), '–', String(mean.n)]]),
      [`${score}${arrow}`, formatScore(mean.estimate), formatInterval(mean, formatScore), String(mean.n)],
    ]
  })
  return rows.map((row, at) => [at === 0 ? run : '', ...row])
}

/** Which scores to show of what was asked for: of `rouge1` that alone, of `rouge` all. */
export function wantedScores(
  metrics: readonly Metric[],
  asked: readonly string[] | undefined,
): (score: string) => boolean {
  if (asked === undefined) return () => true
  const named = new Set(asked)
  const hidden = metrics.flatMap(({ name, scores }) => {
    const isPart = !named.has(name) && scores.some((score) => named.has(score.name))
    return isPart ? scores.flatMap((score) => (named.has(score.name) ? [] : [score.name])) : []
  })
  const unwanted = new Set(hidden)
  return (score) => !unwanted.has(score)
}
