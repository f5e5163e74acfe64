/** A step of a guide: a file that is made, or lines that are put below others. */
export interface GuideStep {
  readonly file: string
  apply(text: string | undefined): string
}

/** The steps of a guide: each code block belongs to the file that the text before it names first. */
export function stepsOf(guide: string): GuideStep[] {
  return [...guide.matchAll(/^\d+\. .*?in `([^`]+)`.*?^```(\w+)\n(.*?)^```$/gms)].map(
    ([, file = '', language, code = '']) => ({
      file,
      apply: language === 'diff' ? (text) => inserted(text ?? '', code) : (text) => made(text, code),
    }),
  )
}

function made(text: string | undefined, code: string): string {
  if (text !== undefined) throw new Error('there is such a file')
  return code
}

/** Lines with `+` go below the line before them; those with `-` go. */
function inserted(text: string, diff: string): string {
  const lines = text.split('\n')
  let at = -1
  for (const line of diff.trimEnd().split('\n')) {
    const content = line.slice(1)
    if (line.startsWith('+')) lines.splice(++at, 0, content)
    else {
      at = lines.indexOf(content)
      if (at === -1) throw new Error(`there is no line "${content}"`)
      if (line.startsWith('-')) lines.splice(at--, 1)
    }
  }
  return lines.join('\n')
}
