import { expect, it } from 'vitest'
import { splitReasoning } from './reasoning.ts'
import { splitStream } from './reasoning-stream.ts'

/** What is told of a text that comes in pieces of so many characters. */
function told(text: string, size: number) {
  const parts = { answer: '', reasoning: '' }
  const stream = splitStream({
    onText: (piece) => {
      parts.answer += piece
    },
    onReasoning: (piece) => {
      parts.reasoning += piece
    },
  })
  for (let at = 0; at < text.length; at += size) stream.push(text.slice(at, at + size))
  stream.end()
  return { answer: parts.answer.trim(), reasoning: parts.reasoning.trim() }
}

it.each([
  'The answer.',
  '<think>First this, then that.</think>\n\nThe answer.',
  '<thinking>a < b, </think is no end</thinking>The answer <think> of all.',
  '[THINK]Hm.[/THINK]The answer.',
  '<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>The answer.',
  '<think>Thoughts without an end',
  '<thin ice>',
  '<th',
])('tells %j in pieces as a whole', (text) => {
  const { answer, reasoning } = splitReasoning(text)
  const whole = { answer: answer.trim(), reasoning: reasoning ?? '' }
  for (const size of [1, 2, 3, 7, 1000]) expect(told(text, size)).toEqual(whole)
})
