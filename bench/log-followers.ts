import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Dispatcher } from '@assay/dispatch'
import { submitRuns, transactAround } from '@assay/engine'
import { openOwnWork } from '@assay/worker'
import { z } from 'zod'
import { until } from './log-followers/lines.ts'
import { startChild } from './measure/child.ts'
import { sharedNow } from './measure/clock.ts'
import { figure, ratioAtMost } from './measure/figure.ts'
import { report } from './measure/report.ts'
import { spreadOf } from './measure/spread.ts'
import { openEngine } from './platform/engine.ts'
import { noOpKind, noOpRun, nothing } from './platform/no-op.ts'
import { createScratchDatabase } from './platform/scratch-database.ts'

/** A line on its way from the job to 200 followers of its log, who ask over HTTP. */
const followers = 200
const lines = 200
const betweenMs = 50
const mostMs = 200

const listening = z.object({ url: z.string(), key: z.string(), owner_id: z.string() })
const script = (name: string) => new URL(`./log-followers/${name}-process.ts`, import.meta.url)

await using opened = new AsyncDisposableStack()
const directory = await mkdtemp(join(tmpdir(), 'assay-bench-followers-'))
opened.defer(() => rm(directory, { recursive: true, force: true }))
const database = opened.use(await createScratchDatabase())
const api = opened.use(await startChild(script('api'), [database.url, directory], listening))
const bare = opened.use(await startChild(script('bare'), [], listening))
const engine = opened.use(await openEngine(database.url))

async function writeLines(write: (text: string) => unknown): Promise<void> {
  for (let line = 0; line < lines; line++) {
    await write(`line ${line}, written at ${sharedNow()}`)
    await pause(betweenMs)
  }
  await write(until)
}

/** The delays of all lines to all who follow `url` while `work` writes them. */
async function delaysOf(url: string, key: string, work: () => Promise<void>): Promise<number[]> {
  await using process = await startChild(script('followers'), [url, key, String(followers)], z.literal('all follow'))
  const told = once(process.child, 'message')
  await work()
  const [delays]: unknown[] = await told
  const all = z.array(z.number()).parse(delays)
  if (all.length !== followers * lines) throw new Error(`${all.length} lines came, not ${followers * lines}`)
  return all
}

async function ours(): Promise<number[]> {
  const followed = Promise.withResolvers<void>()
  await transactAround(engine, (held) => submitRuns(held, [noOpRun(api.said.owner_id, 1)]))
  const begun = Promise.withResolvers<string>()
  const dispatcher = new Dispatcher({
    source: await openOwnWork(engine, { name: 'bench', slots: 1, kinds: [noOpKind] }),
    slots: 1,
    log: engine.log,
    runners: {
      [noOpKind]: async (job, { log }) => {
        begun.resolve(job.id)
        await followed.promise
        await writeLines((text) => log.write('stdout', `${text}\n`))
        return nothing
      },
    },
  })
  const url = `${api.said.url}/api/v1/jobs/${await begun.promise}/logs?follow=true`
  const delays = await delaysOf(url, api.said.key, async () => followed.resolve())
  await dispatcher.drain()
  return delays
}

const [own, straight] = [
  spreadOf(await ours()),
  spreadOf(await delaysOf(bare.said.url, '', () => writeLines((text) => bare.child.send(text)))),
]
report({
  command: 'log-followers',
  figures: [
    figure({
      what: `a line to ${followers} followers, p95`,
      unit: 'ms',
      ours: own.p95,
      alternative: { what: 'promise', value: mostMs },
      hold: ratioAtMost(1),
    }),
    figure({
      what: `a line to ${followers} followers, p95`,
      unit: 'ms',
      ours: own.p95,
      alternative: { what: 'node:http, kept nowhere', value: straight.p95 },
    }),
  ],
  details: { followers, lines, between_ms: betweenMs, ours: own, bare: straight },
})
