import { parse, Refusal } from '../error.ts'
import { body, lax } from '../lax.ts'
import type { AddRoute } from '../routes.ts'
import { suggestedModels } from './model-list.ts'

const words = lax<string[]>((given) => ({ value: [given].flat().filter((word) => typeof word === 'string') }))

const query = body({ tasks: words.prefault([]) })

const known = ['summarization', 'translation']

export function addModelRoutes(add: AddRoute): void {
  add('GET', '/api/v1/models/', async ({ request }) => {
    const tasks = [...new Set(parse(query, request.query, 'query').tasks.map((task) => task.toLowerCase()))]
    const unknown = tasks.filter((task) => !known.includes(task))
    if (unknown.length > 0) {
      throw new Refusal(400, `Unsupported task(s): ${asSet(unknown)}. Choose from: ${asSet(known)}`)
    }
    const items = suggestedModels.filter(
      (model) => tasks.length === 0 || model.tasks.some((one) => tasks.some((task) => task in one)),
    )
    return { total: items.length, items }
  })
}

/** As Python writes a set of texts. */
function asSet(texts: readonly string[]): string {
  return `{${texts.map((text) => (text.includes("'") && !text.includes('"') ? `"${text}"` : `'${text.replaceAll("'", "\\'")}'`)).join(', ')}}`
}
