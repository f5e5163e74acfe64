import { glob, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { listProcedures } from '@assay/api'
import { expect, it } from 'vitest'

const sources = join(import.meta.dirname, '../src')

/** What no page is to have, and why. */
const elsewhere = new Map([
  ...under('uploads', ['complete', 'create', 'get', 'sign_parts'], 'the SDK calls them, in the browser too'),
  ...under('device_logins', ['poll', 'start'], 'programs call them, which ask to be let in'),
  ...under(
    'numbered_jobs',
    ['delete', 'get', 'list'],
    'for programs that know no ids; pages show these jobs as others',
  ),
  ...under('work', workProcedures(), 'workers call them'),
  ...under('applications', ['plan', 'put'], 'entries name files beside their catalogue: the command line sends both'),
  ...under('datasets', ['create'], 'the SDK calls it when an upload is complete'),
  ...under('files', ['put'], 'the SDK calls it when an upload is complete'),
  ...under('jobs', ['logs'], 'the page of a job follows its log by the plain address'),
  ...under('runs', ['graph'], 'the run has its jobs with what they need'),
  ...under('webhooks', ['delivery', 'get'], 'the lists have all of each'),
  ...under('workers', ['get'], 'the list has all of each'),
  ...under('files', ['get'], 'the list of its folder has all of it'),
])

/** What has no page yet. */
const not_yet = [
  ...under('api_keys', ['rotate']),
  ...under('comparisons', ['list', 'verify']),
  ...under('datasets', ['annotate', 'apply_reviews']),
  ...under('experiments', ['export_to_mlflow', 'import']),
  ...under('judges', ['calibrate', 'create', 'get', 'list', 'remove', 'sample', 'samples']),
  ...under('labels', ['items', 'list', 'put']),
  ...under('models', ['generate', 'get', 'stream']),
  ...under('references', ['history', 'list', 'set']),
  ...under('runs', ['delete', 'examples', 'raise_budget']),
  ...under('tasks', ['create', 'delete', 'get', 'list']),
].map(([name]) => name)

it('gives every procedure of the router a place in the pages, or says why it has none', async () => {
  const texts = []
  for await (const path of glob('**/*.{ts,tsx}', { cwd: sources })) {
    if (!path.includes('.test.')) texts.push(await readFile(join(sources, path), 'utf8'))
  }
  const text = texts.join('\n')
  const names = listProcedures().map(({ name }) => name)
  const used = names.filter((name) => new RegExp(`\\.${name.replace('.', '\\.')}\\b`).test(text))
  const without = names.filter((name) => !used.includes(name))
  expect(without.toSorted()).toEqual([...elsewhere.keys(), ...not_yet].toSorted())
})

function under(noun: string, procedures: readonly string[], why = ''): [string, string][] {
  return procedures.map((procedure) => [`${noun}.${procedure}`, why])
}

function workProcedures(): string[] {
  return listProcedures().flatMap(({ name }) => (name.startsWith('work.') ? [name.slice('work.'.length)] : []))
}
