import type { Event, RunDetail, User } from '@assay/schemas'
import type { FastifyRequest } from 'fastify'
import { describe, expectTypeOf, it } from 'vitest'
import type { Platform } from './platform.ts'
import type { EventOf, InputOf, OutputOf, PlainName, ProcedureName, StreamName } from './procedure-call.ts'

describe('a call by name', () => {
  it('knows what answers once, what yields, and what the router does not have', () => {
    expectTypeOf<'runs.get'>().toExtend<ProcedureName>()
    expectTypeOf<'api_keys.create'>().toExtend<ProcedureName>()
    expectTypeOf<StreamName>().toEqualTypeOf<'runs.events' | 'jobs.logs' | 'models.stream'>()
    expectTypeOf<'runs.events'>().not.toExtend<ProcedureName>()
    expectTypeOf<'uploads.append' | 'datasets.download' | 'comparisons.export'>().toExtend<PlainName>()
    expectTypeOf<'runs.stop'>().not.toExtend<PlainName>()
  })

  it('takes and answers what the procedure does', () => {
    expectTypeOf<InputOf<'runs.get'>>().toEqualTypeOf<{ run_id: string; wait_seconds?: number | undefined }>()
    expectTypeOf<OutputOf<'runs.get'>>().toEqualTypeOf<RunDetail>()
    expectTypeOf<EventOf<'runs.events'>>().toEqualTypeOf<Event>()
    expectTypeOf<OutputOf<'session.create'>>().toEqualTypeOf<{ user: User }>()
  })

  it('compiles with no other name, and no other input', () => {
    const refused = (platform: Platform, request: FastifyRequest) => [
      // @ts-expect-error: no such procedure
      platform.call(request, 'runs.gets', { run_id: '' }),
      // @ts-expect-error: no such noun
      platform.call(request, 'rum.get', { run_id: '' }),
      // @ts-expect-error: it yields
      platform.call(request, 'runs.events', { run_id: '' }),
      // @ts-expect-error: not its input
      platform.call(request, 'runs.get', { dataset_id: '' }),
      // @ts-expect-error: nothing where there must be something
      platform.call(request, 'runs.get'),
      // @ts-expect-error: something where there is to be nothing
      platform.call(request, 'session.whoami', { run_id: '' }),
      // @ts-expect-error: procedures are called, which writes them down
      platform.enter(request, 'runs.stop'),
    ]
    expectTypeOf(refused).toBeFunction()
  })
})
