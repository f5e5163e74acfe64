import type { JudgeSpec } from '@assay/schemas'
import { callsOf } from './judge-call.ts'

/** A row of a table, by the names of its columns. */
type TableRow = Readonly<Record<string, unknown>>

interface WrittenColumn {
  readonly name: string
  readonly type: 'VARCHAR' | 'DOUBLE'
}

// judgement files are kept for years: names stay as they are, and what is new gets a column of its own

/** The output of a judgement job, of a name of its own for each judge, as an evaluation may need several. */
export function judgementOutput({ name }: Pick<JudgeSpec, 'name'>): string {
  return `judgement-${name}`
}

/** What a judge said of one example in one call. */
export interface Judgement {
  /** On the scale of the criterion; null: none, see error. */
  readonly score: number | null
  readonly reason: string | null
  readonly error: string | null
  /** All that it answered; null: nothing. */
  readonly reply: string | null
}

const ofCriterion = {
  score: 'DOUBLE',
  reason: 'VARCHAR',
  error: 'VARCHAR',
  reply: 'VARCHAR',
} as const satisfies Record<keyof Judgement, WrittenColumn['type']>

const parts = ['score', 'reason', 'error', 'reply'] as const satisfies readonly (keyof Judgement)[]

const ofCalls = { cost: 'DOUBLE', latency_ms: 'DOUBLE' } as const

/** What the calls about an example took. */
export interface Taken {
  readonly cost: number | null
  readonly latency_ms: number | null
}

type Named = Pick<JudgeSpec, 'criteria' | 'pairs'>

/** One row for each example: for each call what was said, and what it took. */
export function judgementColumns(judge: Named): WrittenColumn[] {
  const said = callsOf(judge).flatMap(({ name }) =>
    parts.map((part) => ({ name: columnOf(name, part), type: ofCriterion[part] })),
  )
  return [...said, ...Object.entries(ofCalls).map(([name, type]) => ({ name, type }))]
}

export function toJudgementRow(judgements: readonly Judgement[], { cost, latency_ms }: Taken): unknown[] {
  return [...judgements.flatMap((judgement) => parts.map((part) => judgement[part])), cost, latency_ms]
}

/** The columns that hold what was said, as `toJudgements` needs them. */
export function keptJudgementColumns(judge: Named): string[] {
  return callsOf(judge).flatMap(({ name }) => parts.map((part) => columnOf(name, part)))
}

/** What was said in each call, in their order. */
export function toJudgements(judge: Named, row: TableRow, prefix: string): Judgement[] {
  return callsOf(judge).map(({ name }) => {
    const value = (part: keyof Judgement) => row[prefix + columnOf(name, part)]
    const score = value('score')
    return {
      score: typeof score === 'number' ? score : null,
      reason: textOf(value('reason')),
      error: textOf(value('error')),
      reply: textOf(value('reply')),
    }
  })
}

function columnOf(call: string, part: keyof Judgement): string {
  return `${call}:${part}`
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}
