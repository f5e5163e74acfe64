import { type SyntheticEvent, useId, useState } from 'react'
import { comparisonTexts as texts } from '../texts/comparison.ts'
import { type Ask, type Question, writeMargin } from './question.ts'
import type { Score } from './score.ts'

interface MarginFieldProps {
  readonly primary: Score
  readonly question: Question
  readonly ask: Ask
}

/** The margin of the primary score; left empty, it is the default again. */
export function MarginField({ primary, question, ask }: MarginFieldProps) {
  const id = useId()
  const [text, setText] = useState(String(primary.margin))
  const apply = (event?: SyntheticEvent) => {
    event?.preventDefault()
    if (text === String(primary.margin)) return
    const margin = Number(text.replace(',', '.'))
    const isMargin = text.trim() !== '' && Number.isFinite(margin) && margin >= 0
    ask({ margins: writeMargin(question.margins, primary.metric, isMargin ? margin : null) })
  }
  return (
    <form className="grid min-w-0 gap-1" onSubmit={apply} title={texts.margin_hint}>
      <label htmlFor={id} className="text-xs font-medium text-quiet">
        {texts.margin}
      </label>
      <input
        id={id}
        inputMode="decimal"
        autoComplete="off"
        value={text}
        onChange={({ target }) => setText(target.value)}
        onBlur={() => apply()}
        className="min-w-0 rounded-md border border-quiet/60 bg-page px-2 py-1.5 tabular-nums"
      />
    </form>
  )
}
