import { PredictionError } from '../prediction-error.ts'
import type { Completion } from './completion.ts'
import { splitReasoning } from './reasoning.ts'

/** What becomes of reasoning, and of an answer that was cut off. */
export interface AnswerSettings {
  readonly reasoning?: 'apart' | 'keep' | undefined
  readonly cut_off?: 'score' | 'fail' | undefined
}

type Said = Pick<Completion, 'text' | 'reasoning' | 'refusal' | 'finish_reason'>

interface AnswerText {
  readonly output: string
  readonly reasoning: string | null
}

/** The text that is scored, and what the model thought before it. Throws PredictionError when there is none. */
export function toAnswerText(completion: Said, spec: AnswerSettings): AnswerText {
  if (completion.finish_reason === 'content-filter') {
    throw new PredictionError('final', 'The endpoint filtered the answer (content_filter).')
  }
  const answer = spec.reasoning === 'keep' ? asItCame(completion) : withoutReasoning(completion)
  if (answer.output.trim() === '') throw emptyAnswer(completion, answer)
  if (spec.cut_off === 'fail' && completion.finish_reason === 'length') {
    throw new PredictionError('final', 'The answer was cut off at max_output_tokens.')
  }
  return answer
}

/** A server that takes the reasoning apart may have taken the answer for it. */
function asItCame({ text, reasoning }: Said): AnswerText {
  return text.trim() === '' && reasoning !== null ? { output: reasoning, reasoning: null } : { output: text, reasoning }
}

function withoutReasoning({ text, reasoning }: Said): AnswerText {
  const split = splitReasoning(text)
  const thoughts = [reasoning, split.reasoning].filter((each) => each !== null && each !== '')
  const isSplit = split.reasoning !== null
  return { output: split.answer, reasoning: thoughts.length === 0 && !isSplit ? null : thoughts.join('\n\n') }
}

function emptyAnswer({ finish_reason, refusal }: Said, { reasoning }: AnswerText): PredictionError {
  if (finish_reason === 'length') {
    const spent = reasoning === null ? 'used all its tokens' : 'used all its tokens to reason'
    return new PredictionError('final', `The model ${spent} before it answered. Raise max_output_tokens.`)
  }
  if (refusal !== null) return new PredictionError('final', 'The model refused to answer.')
  if (reasoning !== null) {
    return new PredictionError(
      'final',
      'The model only reasoned: its answer is empty. Set "reasoning" to "keep" to take its reasoning for the answer, ' +
        'raise max_output_tokens, or have the endpoint reason less.',
    )
  }
  return new PredictionError('unreadable', 'The answer is empty.')
}
