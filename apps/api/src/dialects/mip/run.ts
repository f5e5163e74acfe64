import { parse, Refusal } from '../error.ts'
import type { AddRoute, Asked } from '../routes.ts'
import { application } from './base.ts'
import { findCatalogue, modulesOf } from './catalogue.ts'
import { getMap } from './map.ts'
import { named } from './named.ts'
import { type RunPayload, runPayload, toArguments } from './payload.ts'
import { toRunId } from './run-id.ts'
import { getRun, logOfRun, runsOf, toRunStatus } from './run-view.ts'

/** The secret that modules declare to get the key of a run. */
const key = 'openai_api_key'

export function addRunRoutes(add: AddRoute): void {
  add('POST', '/runs/', async (asked) => {
    const payload = parse(runPayload, asked.request.body, 'body')
    return toRunStatus(await createRun(asked, payload), null)
  })
  add('GET', '/runs/', async (asked) => {
    const ids: string[] = []
    for await (const { id } of runsOf(asked)) ids.push(toRunId(id))
    return ids.toSorted()
  })
  add('GET', '/runs/:run_id', async (asked) => {
    const run = await getRun(asked, named(asked, 'run_id'))
    return toRunStatus(run, logOfRun(run))
  })
}

async function createRun(asked: Asked, { openai_key, ...payload }: RunPayload) {
  const { platform, request } = asked
  const catalogue = await findCatalogue(asked)
  if (!catalogue) throw new Refusal(404, `The catalogue has no application "${application}".`)
  const wanted = payload.modules.map((name) => (name.toUpperCase() === 'ALL' ? 'ALL' : name))
  const modules = modulesOf(catalogue, wanted)
  const names = modules.map(({ entrypoint }) => entrypoint)
  const definitions = modules.map(({ definition }) => definition)
  const { name: _, ...map } = await getMap(asked, payload.map)
  const isKeyWanted = definitions.some(({ secrets = [] }) => secrets.some(({ secret }) => secret === key))
  const { options, ...kept } = payload
  const hasOptions = Object.keys(options).length > 0
  return platform.call(request, 'runs.create', {
    name: payload.job,
    application: `${application}/${catalogue.version}`,
    entrypoints: wanted,
    ...(definitions.some(({ parameters = {} }) => 'map' in parameters) && { parameters: { map: payload.map } }),
    ...(definitions.some(({ inputs = {} }) => 'map' in inputs) && { inputs: { map } }),
    ...(hasOptions && {
      arguments: Object.fromEntries(Object.entries(options).map(([name, given]) => [name, toArguments(given)])),
    }),
    ...(openai_key !== '' && isKeyWanted && { secrets: { [key]: openai_key } }),
    force_rerun: payload.force_rerun && (wanted.includes('ALL') ? names : wanted),
    metadata: { mip: { ...kept, ...(hasOptions && { options }) } },
  })
}
