import { SecretMask } from '@assay/masking'
import { createLog } from '@assay/program'
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { type Behaviour, newsCsv, type Platform, startModelEndpoint, startPlatform } from '../src/index.ts'

const secret = 'sk-HarbourPilot+7/Q=9&x"y'
const count = 12

/** Every way in which this endpoint gives back what it was shown. */
const echoing: Behaviour = ({ prompt, authorization = '' }, response) => {
  const key = authorization.replace('Bearer ', '')
  const refuse = (status: number, message: string) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ error: { message } }))
    return undefined
  }
  const number = Number(/number (\d+)/.exec(prompt)?.[1])
  if (number === 0) return refuse(400, `headers were ${JSON.stringify({ authorization })}`)
  if (number === 1) return refuse(400, `got ${Buffer.from(`user:${key}`).toString('base64')}`)
  if (number === 2) return refuse(422, `no route /?key=${encodeURIComponent(key)}`)
  if (number === 3) return refuse(401, `wrong key ${key}`)
  if (number === 4) {
    response.writeHead(400, authorization.replaceAll('"', '')).end(`<p>${authorization}`)
    return undefined
  }
  return `You sent ${authorization}, which is ${Buffer.from(key).toString('base64')} in base64.`
}

const redirecting: Behaviour = ({ authorization = '' }, response) => {
  const key = authorization.replace('Bearer ', '')
  response.writeHead(302, { location: `http://${key.slice(0, 15)}.invalid/${encodeURIComponent(key)}` }).end()
  return undefined
}

async function evaluateOn(platform: Platform, base_url: string, more: object) {
  const { client } = platform
  const dataset = await client.datasets.upload(new Blob([newsCsv(count)]), { filename: 'news.csv' })
  const task = { type: 'summarization' } as const
  const experiment = await client.experiments.create({ name: 'news', dataset_id: dataset.id, task })
  const models = [{ provider: 'openai-compatible' as const, model: 'test', base_url, secret: 'door' }]
  const [run] = await client.experiments.evaluate(experiment.id, { models, metrics: ['rouge'], ...more })
  return client.runs.wait(run?.id ?? '')
}

/** Everything that the database holds, as text, without the secrets themselves. */
async function dump({ core }: Platform): Promise<string> {
  const { rows: tables } = await sql<{ name: string }>`
    select format('%I.%I', table_schema, table_name) as name from information_schema.tables
    where table_schema in ('public', 'pgboss') and table_type = 'BASE TABLE' and table_name <> 'secrets'`.execute(
    core.db,
  )
  const texts: string[] = []
  for (const { name } of tables) {
    const { rows } = await sql<{ text: string }>`select t::text as text from ${sql.raw(name)} as t`.execute(core.db)
    texts.push(name, ...rows.map((row) => row.text))
  }
  return texts.join('\n')
}

it('lets nothing of a secret into rows, events, answers and logs, whatever the endpoint does with it', async () => {
  await using endpoint = await startModelEndpoint(echoing)
  await using elsewhere = await startModelEndpoint(redirecting)
  const lines: string[] = []
  const log = createLog('trace', { write: (line) => void lines.push(line) })
  await using platform = await startPlatform({ log })
  await platform.client.secrets.put('door', secret)
  const ended = await evaluateOn(platform, endpoint.base_url, { max_failed_ratio: 1 })
  expect(ended.state).toBe('succeeded')
  const failed = await evaluateOn(platform, endpoint.base_url, { max_failed_ratio: 0, force_rerun: true })
  expect(failed.state).toBe('failed')
  const redirected = await evaluateOn(platform, elsewhere.base_url, {})
  expect(redirected.state).toBe('failed')
  const { items } = await platform.client.runs.examples(ended.id, { limit: count })
  expect(
    items.filter(({ prediction }) => prediction?.includes('You sent Bearer (secret), which is (secret)')),
  ).toHaveLength(count - 5)
  expect(items.filter(({ error }) => error !== null)).toHaveLength(5)
  const told = [await dump(platform), JSON.stringify([ended, failed, redirected, items]), ...lines].join('\n')
  expect(told).toContain('You sent Bearer (secret)')
  expect(told).not.toMatch(/harbourpilot/i)
  expect(new SecretMask([secret, secret.slice(0, 15)]).text(told)).toBe(told)
})

it('refuses a model whose secret is missing before anything is written', async () => {
  await using platform = await startPlatform()
  const refused = evaluateOn(platform, 'http://127.0.0.1:9/v1', {})
  await expect(refused).rejects.toMatchObject({ code: 'SECRET_NOT_FOUND', data: { name: 'door' } })
  expect(await platform.core.db.selectFrom('runs').select('id').execute()).toEqual([])
})

it('fails a job whose secret was deleted while it waited, and says which', async () => {
  await using endpoint = await startModelEndpoint(() => 'The answer.')
  await using platform = await startPlatform()
  const { client, core, user } = platform
  const allow = (max_running_jobs: number | null) =>
    core.db.updateTable('users').set({ max_running_jobs }).where('id', '=', user.actor.user_id).execute()
  await allow(0)
  await client.secrets.put('door', secret)
  const waiting = evaluateOn(platform, endpoint.base_url, {})
  await expect.poll(async () => (await client.runs.list()).items.length, { timeout: 20_000 }).toBe(1)
  await client.secrets.delete('door')
  await allow(null)
  const ended = await waiting
  expect(ended).toMatchObject({ state: 'failed', error: { code: 'SECRET_NOT_FOUND', data: { name: 'door' } } })
  expect(ended.jobs[0]).toMatchObject({ state: 'failed', attempt: 1 })
  expect(endpoint.prompts).toEqual([])
})
