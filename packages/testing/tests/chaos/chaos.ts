import { randomUUID } from 'node:crypto'
import { drawFrom } from './drawn.ts'
import { chaosEntries, drawRuns } from './graph.ts'
import { drawBlows, strike } from './kills.ts'
import { type Submitted, submitAll } from './load.ts'
import { asked, faultsAtLast } from './patience.ts'
import { faultsOfFolders, faultsOfProcesses, faultsOfRows, faultsOfWorkers } from './remains.ts'
import { faultsOfRun } from './run-check.ts'
import { type Scene, setScene } from './scene.ts'

export interface ChaosOptions {
  readonly seed: number
  /** How many runs are submitted. */
  readonly runs: number
  /** How often something is killed or frozen. */
  readonly blows: number
  /** In which time both happen. */
  readonly within_ms: number
  /** A folder for the scene alone. */
  readonly directory: string
}

/** How long runs may take to end after the last blow. */
const endsWithinMs = 120_000
const goneWithinMs = 15_000

/** Lets what is drawn from a seed befall a whole platform under load; what is wrong at the end. */
export async function faultsOfChaos({ seed, runs, blows, within_ms, directory }: ChaosOptions): Promise<string[]> {
  await using scene = await setScene(directory)
  const { client } = scene
  const mark = `chaos-${randomUUID()}`
  await asked(() => client.applications.apply({ entries: chaosEntries(mark) }))
  const drawn = drawFrom(seed)
  const schedule = drawBlows(drawn, { count: blows, within_ms })
  const [submitted] = await Promise.all([
    submitAll(client, drawRuns(drawn, { runs, within_ms })),
    strike(scene, schedule),
  ])
  await faultsAtLast(() => openRuns(scene, submitted), endsWithinMs)
  const faults = (await Promise.all(submitted.map((one) => faultsOfRun(client, one)))).flat()
  const all = [...faults, ...(await faultsOfRemains(scene, { submitted, mark }))]
  const befell = schedule.map(({ kind, at_ms }) => `${kind} at ${at_ms} ms`).join(', ')
  return all.length === 0 ? [] : [`seed ${seed}: ${befell}`, ...all]
}

async function openRuns({ client }: Scene, submitted: readonly Submitted[]): Promise<string[]> {
  const seen = await Promise.all(submitted.map(({ id }) => asked(() => client.runs.get(id))))
  return seen.filter(({ finished_at }) => finished_at === null).map(({ id }) => id)
}

interface Ended {
  readonly submitted: readonly Submitted[]
  readonly mark: string
}

/** What is left once all have been drained, the server last. */
async function faultsOfRemains(scene: Scene, { submitted, mark }: Ended): Promise<string[]> {
  const { worker, pull_worker, server, work_directories } = scene
  // who only just starts again knows no SIGTERM yet
  await Promise.all([worker.says(/has \d+ slots/), pull_worker.says(/has \d+ slots/)])
  const drained = await Promise.all([worker.drain(), pull_worker.drain()])
  const url = await scene.database_url()
  const rows = await faultsOfRows(url, submitted)
  const workers = await faultsAtLast(() => faultsOfWorkers(url), goneWithinMs)
  const processes = await faultsAtLast(() => faultsOfProcesses(mark), goneWithinMs)
  const programs = [...drained, await server.drain()]
  const codes = programs.flatMap(({ code, stderr }) => (code === 0 ? [] : [`a program ended with ${code}:\n${stderr}`]))
  return [...rows, ...workers, ...processes, ...codes, ...(await faultsOfFolders(work_directories))]
}
