import type { JobOf, Metric } from '@assay/sdk'
import { formatScore } from '../terminal/number-format.ts'
import type { Colours } from '../terminal/terminal.ts'
import { formatInterval, formatLevel } from './comparison-words.ts'
import { renderTable } from './table.ts'

/** How to render scores. */
export interface ScoreTableOptions {
  /** All metrics, in their order: they tell how to read scores. */
  readonly metrics: readonly Metric[]
  readonly colours: Colours
  /** Whether scores that only explain others are shown; default false. */
  readonly details?: boolean | undefined
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
export function renderScores(jobs: readonly Evaluated[], { metrics, colours, details }: ScoreTableOptions): string {
  const declared = metrics.flatMap(({ scores }) => scores)
  const rows = jobs.flatMap((evaluated) => rowsOf(evaluated, { declared, details }))
  if (rows.length === 0) return 'There are no scores.'
  const [level] = jobs.flatMap(({ job }) => Object.values(job.result?.scores ?? {}).map((score) => score.level))
  const head = ['Run', 'Score', 'Value>', level === undefined ? 'Interval' : formatLevel(level), 'Examples>']
  return renderTable(rows, { head, colours })
}

type Declared = Metric['scores'][number]

interface Reading {
  readonly declared: readonly Declared[]
  readonly details: boolean | undefined
}

const arrows = { higher: ' ↑', lower: ' ↓', neutral: ' ↔' } as const satisfies Record<Declared['direction'], string>

function rowsOf({ run, job }: Evaluated, { declared, details = false }: Reading): string[][] {
  const { scores = {}, corpus = {} } = job.result ?? {}
  const known = new Map(declared.map((score) => [score.name, score]))
  // the order of the result is that of its storage
  const names = [...known.keys(), ...Object.keys(scores).filter((score) => !known.has(score))]
  const rows = names.flatMap((score): string[][] => {
    const mean = scores[score]
    const { direction, is_detail = false } = known.get(score) ?? {}
    if (!mean || (is_detail && !details)) return []
    const arrow = direction ? arrows[direction] : ''
    const whole = corpus[score]
    return [
      ...(whole === undefined ? [] : [[`corpus_${score}${arrow}`, formatScore(whole), '–', String(mean.n)]]),
      [
        `${score}${whole === undefined ? '' : ', mean'}${arrow}`,
        formatScore(mean.estimate),
        formatInterval(mean, formatScore),
        String(mean.n),
      ],
    ]
  })
  return rows.map((row, at) => [at === 0 ? run : '', ...row])
}
