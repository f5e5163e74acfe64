import { randomUUID } from 'node:crypto'
import type { ModelEntry } from '@assay/schemas'
import { parse, Refusal, saying } from '../error.ts'
import { body, float, integer, nullable, text, uuid } from '../lax.ts'
import { listing } from '../listing.ts'
import { choose, generationConfig } from '../model-choice.ts'
import type { AddRoute, Asked } from '../routes.ts'
import { hasSecret } from '../secret.ts'

const given = body({ num_gpus: nullable(float), num_cpus: nullable(float), num_replicas: nullable(integer) })
const asking = body({ text })
const ref = body({ deployment_id: uuid })

/** What was served, under the one name that it had. */
const served = { provider: 'hf', model: 'facebook/bart-large-cnn' }
const name = 'summarizer'
/** Own entries with names that begin so are deployments. */
const beginning = 'ground-truth/'

/** A model that writes references for texts: an entry of the catalogue here. */
export function addOldDeploymentRoutes(add: AddRoute): void {
  add('POST', '/api/v1/ground-truth/deployments', async (asked) => {
    const { platform, request, reply } = asked
    parse(given, request.body ?? {}, 'body')
    const entry = await platform.call(request, 'models.put', {
      ...{ name: `${beginning}${randomUUID()}`, title: name, tasks: ['summarization'], ...(await modelOf(asked)) },
    })
    reply.code(201)
    return toDeployment(entry)
  })
  add('GET', '/api/v1/ground-truth/deployments', async (asked) => {
    const { skip, limit } = parse(body(listing), asked.request.query, 'query')
    const own = await readOwn(asked)
    const from = Math.max(0, skip)
    return { total: own.length, items: own.slice(from, from + Math.max(0, limit)).map(toDeployment) }
  })
  add('GET', '/api/v1/ground-truth/deployments/:deployment_id', async (asked) =>
    toDeployment(await findDeployment(asked)),
  )
  add('POST', '/api/v1/ground-truth/deployments/:deployment_id', async (asked) => {
    const { name: model } = await findDeployment(asked)
    const { text: given_text } = parse(asking, asked.request.body, 'body')
    return { deployment_response: { result: await answer(asked, { model, text: given_text }) } }
  })
  add('DELETE', '/api/v1/ground-truth/deployments/:deployment_id', async (asked) => {
    const { name: removed } = await findDeployment(asked)
    await asked.platform.call(asked.request, 'models.remove', { name: removed })
    asked.reply.code(204)
  })
}

async function modelOf(asked: Asked) {
  const secret_key_name = (await hasSecret(asked, 'hf_api_key')) ? 'hf_api_key' : null
  const generation_config = generationConfig.parse({})
  const named = { ...served, secret_key_name, base_url: null, system_prompt: null, generation_config }
  const chosen = await choose(asked, named)
  return chosen?.provider === 'entry' ? { alias_of: chosen.model } : { model: chosen }
}

async function answer({ platform, request }: Asked, asked: { readonly model: string; readonly text: string }) {
  const task = { type: 'summarization' } as const
  const { items } = await saying(
    platform.call(request, 'models.generate', { model: asked.model, texts: [asked.text], task }),
    { MODEL_CALL_FAILED: ({ message }) => new Refusal(500, message) },
  )
  const [made] = items
  if (typeof made?.output === 'string') return made.output
  throw new Refusal(500, made?.error ?? 'The model gave no answer.')
}

async function readOwn({ platform, request }: Asked): Promise<ModelEntry[]> {
  const found: ModelEntry[] = []
  let cursor: string | null | undefined
  do {
    const page = await platform.call(request, 'models.list', { origin: 'own', limit: 200, ...(cursor && { cursor }) })
    found.push(...page.items.filter((entry) => entry.name.startsWith(beginning)))
    cursor = page.next_cursor
  } while (cursor !== null)
  return found.toSorted((a, b) => (a.created_at ?? '').localeCompare(b.created_at ?? ''))
}

async function findDeployment(asked: Asked): Promise<ModelEntry> {
  const { deployment_id } = parse(ref, asked.request.params, 'path')
  const found = (await readOwn(asked)).find(({ id }) => id === deployment_id)
  if (found) return found
  throw new Refusal(404, `Deployment ${deployment_id} not found.`)
}

function toDeployment({ id, description, created_at, updated_at }: ModelEntry) {
  return { id, name, description, status: 'created', created_at, updated_at }
}
