/** What thoughts begin and end with. */
export const marks = [
  ['<think>', '</think>'],
  ['<thinking>', '</thinking>'],
  ['<thought>', '</thought>'],
  ['<reasoning>', '</reasoning>'],
  ['[THINK]', '[/THINK]'],
  ['◁think▷', '◁/think▷'],
  ['<|channel|>analysis<|message|>', '<|end|>'],
] as const

/** Before what follows the reasoning, in the raw format of gpt-oss. */
export const finalMark = '<|start|>assistant<|channel|>final<|message|>'

export interface Split {
  readonly answer: string
  /** `null`: the text holds none. */
  readonly reasoning: string | null
}

/**
 * Takes what a model thought aloud at the beginning of its text apart from the answer. Thoughts without an end are all
 * there is: the answer is empty. Chat templates that begin the thoughts themselves leave only `</think>`.
 */
export function splitReasoning(text: string): Split {
  const thoughts: string[] = []
  let rest = text.trimStart()
  for (let mark = markOf(rest); mark !== undefined; mark = markOf(rest)) {
    const [begin, end] = mark
    const close = rest.indexOf(end)
    thoughts.push(rest.slice(begin.length, close === -1 ? undefined : close).trim())
    rest = close === -1 ? '' : rest.slice(close + end.length).trimStart()
  }
  if (rest.startsWith(finalMark)) rest = rest.slice(finalMark.length)
  const [[, end]] = marks
  const close = thoughts.length === 0 ? rest.indexOf(end) : -1
  if (close !== -1) return { answer: rest.slice(close + end.length).trim(), reasoning: rest.slice(0, close).trim() }
  return thoughts.length === 0
    ? { answer: text, reasoning: null }
    : { answer: rest.trim(), reasoning: thoughts.join('\n\n') }
}

function markOf(text: string) {
  return marks.find(([begin]) => text.startsWith(begin))
}
