import { covers, type Role, roles } from '@assay/access'
import { listProcedures } from '@assay/api'
import { newId } from '@assay/db'
import type { Scope } from '@assay/schemas'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Platform, startPlatform } from '../../src/index.ts'
import { fixtures } from './fixtures.ts'
import { type Answer, call, knock } from './knock.ts'
import { type Ids, prepareScene, type Scene, type Visitor } from './scene.ts'

let platform: Platform
let scene: Scene
const stack = new AsyncDisposableStack()

beforeAll(async () => {
  platform = stack.use(await startPlatform())
  scene = await prepareScene(platform)
})
afterAll(() => stack.disposeAsync())

const table: ReadonlyMap<string, Role> = new Map(Object.entries(roles))
const served = 200
const walked = Object.keys(fixtures)

function roleOf(procedure: string): Role {
  const role = table.get(procedure)
  if (!role) throw new Error(`${procedure} has no role`)
  return role
}

/** Asks each route of a procedure. */
async function ask(procedure: string, visitor: Visitor, ids: Ids = scene.ids): Promise<Answer[]> {
  const routes = platform.routes.filter((route) => route.procedure === procedure)
  const asked = fixtures[procedure]?.asked?.(ids) ?? {}
  return Promise.all(routes.map((route) => knock(platform.url, route, { ids, visitor, asked })))
}

/** The answers without what differs by nature: names of requests, what is new, and the ids that were asked for. */
function comparable(answers: readonly Answer[], ids: Ids): Answer[] {
  const strip = (text: string) =>
    Object.entries(ids)
      .reduce((rest, [name, id]) => rest.replaceAll(id, `<${name}>`), text)
      .replaceAll(/"request_id":"[^"]*"/g, '')
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '<new id>')
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replaceAll(/(?:assay_[\w-]+|whsec_[\w+/=]+)/g, '<key>')
      .replaceAll(/"version":\d+/g, '"version":<next>')
  return answers.map((answer) => ({ ...answer, text: strip(answer.text) }))
}

/** Ids of which nobody has anything. */
function randomIds(): Ids {
  return Object.fromEntries(
    Object.entries(scene.ids).map(([name, id]) => [name, name === 'output_name' ? id : newId()]),
  )
}

/** A scope that does not go as far as what is needed. */
function tooLittle(needed: Scope): Scope {
  const candidates: readonly Scope[] = ['write', 'read', 'secrets:read', 'datasets:read']
  const found = candidates.find((scope) => !covers([scope], needed))
  if (!found) throw new Error(`every scope covers ${needed}`)
  return found
}

it('has a fixture for every procedure and route', () => {
  expect([...table.keys()].toSorted()).toEqual(walked.toSorted())
  const routed = new Set(platform.routes.map((route) => route.procedure))
  expect(walked.filter((procedure) => !routed.has(procedure))).toEqual([])
})

const guarded = walked.filter((procedure) => roleOf(procedure).groups !== 'anyone')

describe.each(guarded)('%s', (procedure) => {
  const { groups } = roleOf(procedure)

  it('asks whoever shows nothing, or nothing that is good, to sign in', async () => {
    for (const { status } of await ask(procedure, scene.nobody)) expect(status).toBe(401)
    const expired = comparable(await ask(procedure, scene.expired), scene.ids)
    expect(expired).toEqual(comparable(await ask(procedure, scene.revoked), scene.ids))
    for (const { status } of expired) expect(status).toBe(401)
  })

  it('tells a stranger of foreign things what it tells of things that are not', async () => {
    const ids = randomIds()
    const ofRandom = comparable(await ask(procedure, scene.stranger, ids), ids)
    const ofForeign = comparable(await ask(procedure, scene.stranger), scene.ids)
    expect(ofForeign).toEqual(ofRandom)
  })

  it('serves the groups that it is for, and no others', async () => {
    const outside = [
      ...(groups.includes('workers') ? [] : [scene.worker]),
      ...(groups.includes('users') ? [] : [scene.stranger]),
    ]
    for (const visitor of outside) {
      for (const { status } of await ask(procedure, visitor)) expect(status).toBe(403)
    }
  })
})

function visitorFor(groups: Role['groups']): Visitor {
  if (groups === 'worker_tokens') return scene.machine
  return groups === 'anyone' || groups.includes('users') ? scene.owner : scene.admin
}

describe('a worker', () => {
  const work = walked.filter((procedure) => roleOf(procedure).groups === 'worker_tokens')
  const others = guarded.filter((procedure) => !work.includes(procedure))

  it.each(others)('reaches nothing of the users by its token: %s', async (procedure) => {
    for (const { status } of await ask(procedure, scene.machine)) expect(status).toBe(403)
  })

  it.each(work)('with a token that is no longer good is told to sign in: %s', async (procedure) => {
    for (const { status } of await ask(procedure, scene.revoked_machine)) expect(status).toBe(401)
  })

  it.each(work)('is told of the jobs of another as of those that are not: %s', async (procedure) => {
    const ids = randomIds()
    const ofRandom = comparable(await ask(procedure, scene.strange_machine, ids), ids)
    expect(comparable(await ask(procedure, scene.strange_machine), scene.ids)).toEqual(ofRandom)
  })

  it.each(work)('is no user, whatever the key: %s', async (procedure) => {
    for (const visitor of [scene.owner, scene.admin, scene.worker]) {
      for (const { status } of await ask(procedure, visitor)) expect(status).toBe(403)
    }
  })
})

const scoped = guarded.filter((procedure) => roleOf(procedure).scope !== null)

it.each(scoped)('names the scope that a key lacks for %s', async (procedure) => {
  const needed = roleOf(procedure).scope ?? 'admin'
  const visitor = await scene.limited([tooLittle(needed)])
  for (const { status, code, text } of await ask(procedure, visitor)) {
    expect(status).toBe(403)
    // HEAD has no body
    if (text !== '') expect([code, text]).toEqual(['FORBIDDEN', expect.stringContaining(needed)])
  }
})

describe('the router over tRPC', () => {
  const procedures = listProcedures().filter(({ name }) => guarded.includes(name))

  /** What the procedure takes: ids, and what its fixture says. */
  function inputOf(name: string, ids: Ids): object {
    const { body, query, path } = fixtures[name]?.asked?.(ids) ?? {}
    return { ...ids, ...query, ...path, ...(typeof body === 'object' && body) }
  }

  it.each(procedures)('keeps nobody and narrow keys out of $name', async ({ name, type }) => {
    const { scope } = roleOf(name)
    const input = inputOf(name, scene.ids)
    const refused = await call(platform.url, { name, type }, { visitor: scene.nobody, input })
    expect(refused).toMatchObject({ code: 'UNAUTHENTICATED' })
    if (scope === null) return
    const visitor = await scene.limited([tooLittle(scope)])
    expect(await call(platform.url, { name, type }, { visitor, input })).toMatchObject({ code: 'FORBIDDEN' })
  })

  it.each(procedures)('tells a stranger of what is foreign as of what is not in $name', async ({ name, type }) => {
    const knockWith = async (ids: Ids) => {
      const input = inputOf(name, ids)
      return comparable([await call(platform.url, { name, type }, { visitor: scene.stranger, input })], ids)
    }
    const ofRandom = await knockWith(randomIds())
    expect(await knockWith(scene.ids)).toEqual(ofRandom)
  })
})

/** Shows that the fixtures ask for what is there, and that no stranger has changed it: in order, the takers last. */
it('serves those whom it is for', async () => {
  const found: Record<string, number[]> = {}
  const wanted: Record<string, number[]> = {}
  for (const procedure of walked) {
    const { groups } = roleOf(procedure)
    const visitor = visitorFor(groups)
    const answers = await ask(procedure, visitor)
    found[procedure] = answers.map(({ status }) => (status < 400 ? served : status))
    wanted[procedure] = answers.map(() => fixtures[procedure]?.status ?? served)
  }
  expect(found).toEqual(wanted)
}, 120_000)
