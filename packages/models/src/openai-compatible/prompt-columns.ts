import type { Problem } from '../provider.ts'
import type { PromptSettings } from './prompt.ts'
import { columnsIn, strayPlaces, takesInput } from './template.ts'

/** The columns that a prompt takes, and whether the input is among what it takes. */
export function promptNeeds({ prompt }: PromptSettings, columns: readonly string[]) {
  return prompt === undefined
    ? { input: true, columns: [] }
    : { input: takesInput(prompt), columns: columnsIn(prompt, columns) }
}

/** What is wrong with a prompt on a dataset with these columns. */
export function promptProblems({ prompt }: PromptSettings, columns: readonly string[] | undefined): Problem[] {
  if (prompt === undefined || columns === undefined) return []
  const stray = strayPlaces(prompt, columns).map((name) => {
    const message = `has {${name}}, and the dataset no such column: it has ${columns.join(', ')}. `
    return { path: 'prompt', message: `${message}For the text itself, write \\{${name}}` }
  })
  if (stray.length > 0 || takesInput(prompt) || columnsIn(prompt, columns).length > 0) return stray
  return [{ path: 'prompt', message: 'must contain {input}, or a column as {name}' }]
}
