import { expect, test } from 'vitest'
import { z } from 'zod'
import { AssayRunError } from './error/run-error.ts'
import { AssayTimeoutError } from './error/timeout-error.ts'
import { hangUp, type Reply, result, silence, startScriptedServer, status } from './testing/scripted-server.ts'

const get = 'GET /trpc/runs.get'
const running = { id: 'run', state: 'running', finished_at: null, jobs: [], error: null }
const succeeded = { ...running, state: 'succeeded', finished_at: '2026-01-01T00:00:00.000Z' }
const error = { code: 'TOO_MANY_EXAMPLES_FAILED', message: '3 of 4 failed.', data: { failed: 3 } }
const failed = { ...succeeded, state: 'failed', error }

test('a wait asks until the run has ended', async () => {
  await using server = await startScriptedServer({ [get]: [result(running), result(running), result(succeeded)] })
  await expect(server.client().runs.wait('run')).resolves.toEqual(succeeded)
  expect(server.received[0]?.input).toEqual({ run_id: 'run', wait_seconds: 25 })
})

test('a wait asks for less than a call may take', async () => {
  await using server = await startScriptedServer({ [get]: [result(succeeded)] })
  await server.client({ timeout: 10_000 }).runs.wait('run')
  expect(server.received[0]?.input).toEqual({ run_id: 'run', wait_seconds: 5 })
})

test('progress is told at each look, which then come every second', async () => {
  await using server = await startScriptedServer({ [get]: [result(running), result(succeeded)] })
  const states: string[] = []
  await server.client().runs.wait('run', { onProgress: ({ state }) => states.push(state) })
  expect(states).toEqual(['running', 'succeeded'])
  expect(server.received[0]?.input).toEqual({ run_id: 'run', wait_seconds: 1 })
})

test('a wait outlives a server that restarts, whatever maxRetries says', async () => {
  const outage: Reply[] = [hangUp, status(503), status(502), hangUp]
  await using server = await startScriptedServer({ [get]: [result(running), ...outage, result(succeeded)] })
  await expect(server.client({ maxRetries: 0 }).runs.wait('run')).resolves.toEqual(succeeded)
})

test('a run that failed is answered, or thrown if that is asked for', async () => {
  await using server = await startScriptedServer({ [get]: [result(failed), result(failed)] })
  await expect(server.client().runs.wait('run')).resolves.toEqual(failed)
  const thrown = await server
    .client()
    .runs.wait('run', { throwOnFailure: true })
    .catch((reason: unknown) => reason)
  expect(AssayRunError.isInstance(thrown) && thrown.run).toEqual(failed)
  expect(thrown).toMatchObject(error)
})

test('a wait ends after timeoutMs', async () => {
  await using server = await startScriptedServer({ [get]: [silence] })
  const thrown = await server
    .client()
    .runs.wait('run', { timeoutMs: 20 })
    .catch((reason: unknown) => reason)
  expect(AssayTimeoutError.isInstance(thrown)).toBe(true)
})

test('a comparison is waited for', async () => {
  const ready = { id: 'comparison', state: 'ready', verdict: { sentence: 'B is better.' } }
  await using server = await startScriptedServer({
    'POST /trpc/experiments.compare': [result({ id: 'comparison', state: 'computing' })],
    'GET /trpc/comparisons.get': [result({ id: 'comparison', state: 'computing' }), result(ready)],
  })
  const comparison = await server.client().experiments.compare('experiment', { level: 0.9 })
  expect(comparison.verdict.sentence).toBe('B is better.')
  expect(server.received[0]?.input).toEqual({ experiment_id: 'experiment', level: 0.9 })
})

test('a comparison that failed throws why', async () => {
  const refused = {
    id: 'comparison',
    state: 'failed',
    error: { code: 'COMPARISON_NOTHING_SHARED', message: 'No.', data: {} },
  }
  await using server = await startScriptedServer({ 'POST /trpc/experiments.compare': [result(refused)] })
  await expect(server.client().experiments.compare('experiment')).rejects.toMatchObject({
    code: 'COMPARISON_NOTHING_SHARED',
  })
})

/** Answers what the run of the request is said to be. */
function byRun(runs: Readonly<Record<string, unknown>>): Reply {
  return (response, received) => {
    const { run_id } = z.object({ run_id: z.string() }).parse(received.input)
    const reply = runs[run_id]
    if (reply !== undefined) result(reply)(response, received)
  }
}

test('several runs are waited for, and answered in the order of their ids', async () => {
  const b = { ...succeeded, id: 'b' }
  const replies = byRun({ run: succeeded, b })
  await using server = await startScriptedServer({ [get]: [replies, replies] })
  const seen: string[][] = []
  const onProgress = (runs: readonly { readonly id: string }[]) => seen.push(runs.map(({ id }) => id))
  await expect(server.client().runs.waitAll(['b', 'run', 'b'], { onProgress })).resolves.toEqual([b, succeeded, b])
  expect(seen.at(-1)).toEqual(['b', 'run', 'b'])
  await expect(server.client().runs.waitAll([])).resolves.toEqual([])
})

test('the first of several runs that fails ends the wait for all, if that is asked for', async () => {
  const replies = byRun({ run: failed })
  await using server = await startScriptedServer({ [get]: [replies, replies] })
  const waiting = server.client().runs.waitAll(['never', 'run'], { throwOnFailure: true })
  const thrown = await waiting.catch((reason: unknown) => reason)
  expect(AssayRunError.isInstance(thrown) && thrown.run).toEqual(failed)
})

test('the wait for several runs ends after timeoutMs', async () => {
  await using server = await startScriptedServer({ [get]: [silence, silence] })
  const thrown = await server
    .client()
    .runs.waitAll(['a', 'b'], { timeoutMs: 20 })
    .catch((reason: unknown) => reason)
  expect(AssayTimeoutError.isInstance(thrown)).toBe(true)
})
