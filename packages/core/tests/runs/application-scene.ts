import type { Actor } from '@assay/access'
import { newId } from '@assay/db'
import { addWorker, claim, ended, failed, settle } from '@assay/engine/testing'
import {
  type ApplicationEntry,
  type ApplicationResult,
  type ApplicationSpec,
  applicationEntry,
  applicationSpec,
  runCreateInput,
} from '@assay/schemas'
import type { z } from 'zod'
import { createRun } from '../../src/application/submission/create-run.ts'
import { newObjectKey } from '../../src/file/object-key.ts'
import type { OpenCore } from '../../src/open-core.ts'
import { explainRun } from '../../src/run/explain.ts'
import { fileScene } from '../file-scene.ts'

type Entry = Omit<ApplicationEntry, 'application' | 'version'> & { readonly version?: string }

/** How the jobs of a run end; as they are named, unless given. */
interface Ends {
  readonly failing?: readonly string[]
  readonly image_digest?: string
}

const gpus = Array.from({ length: 1000 }, () => ({ model: null, arch: null, memory_bytes: 0 }))
const labels = ['executor:process', 'executor:docker', 'executor:docker-prepared', 'gpu']
const offers = { cpu: 1_000_000, memory_bytes: 1e18, gpus, labels }

/** What tests of runs of applications do on a core. */
export function applicationScene(core: OpenCore) {
  const { db } = core
  const files = fileScene(core)

  /** Puts entrypoints into the catalogue, with the content of their files; those that are there are replaced. */
  async function insertEntrypoints(
    application: string,
    entries: readonly Entry[],
    contents: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    await db.deleteFrom('entrypoints').where('application', '=', application).execute()
    const owner = await files.addActor()
    for (const [position, entry] of entries.entries()) {
      const definition = applicationEntry.parse({ application, version: '1', ...entry })
      const { version, entrypoint } = definition
      const id = newId()
      const row = { id, application, version, entrypoint, position, applied_by: null }
      await db
        .insertInto('entrypoints')
        .values({ ...row, definition: JSON.stringify(definition) })
        .execute()
      for (const path of definition.files) {
        const { id: blob_id } = await files.addBlob(owner, contents[path] ?? path)
        await db.insertInto('entrypoint_files').values({ entrypoint_id: id, path, blob_id }).execute()
      }
    }
  }

  async function create(actor: Actor, input: z.input<typeof runCreateInput>): Promise<string> {
    return (await createRun(core, actor, runCreateInput.parse(input))).id
  }

  /** Executes all that can be executed; the names of what was of this run, in order. */
  async function work(run_id: string, { failing = [], image_digest }: Ends = {}): Promise<string[]> {
    const worker_id = await addWorker(db)
    const done: string[] = []
    for (;;) {
      const jobs = await claim(db, worker_id, 10_000, { kinds: ['application'], offers })
      if (jobs.length === 0) return done
      done.push(...jobs.flatMap((job) => (job.run_id === run_id ? [job.name] : [])))
      const settlements = jobs.map((job) => {
        const spec = applicationSpec.parse(job.spec)
        return ended(job, failing.includes(job.name) ? failed(false) : leaving(spec, image_digest ?? null))
      })
      await settle(db, settlements)
    }
  }

  /** The jobs of a run by name. */
  async function jobsOf(run_id: string) {
    const rows = await db.selectFrom('jobs').selectAll().where('run_id', '=', run_id).orderBy('id').execute()
    return new Map(rows.map((row) => [row.name, row]))
  }

  async function specOf(run_id: string, name: string): Promise<ApplicationSpec> {
    return applicationSpec.parse((await jobsOf(run_id)).get(name)?.spec)
  }

  /** Causes by name of the job, with what has changed as "part name". */
  async function explain(actor: Actor, run_id: string): Promise<Record<string, string[]>> {
    const { items } = await explainRun(core, actor, { run_id, limit: 1000 })
    return Object.fromEntries(
      items.map(({ name, cause, changes }) => [name, [cause, ...changes.map((one) => `${one.part} ${one.name}`)]]),
    )
  }

  return { ...files, insertEntrypoints, create, work, jobsOf, specOf, explain }
}

function leaving(spec: ApplicationSpec, image_digest: string | null) {
  const outputs = Object.keys(spec.outputs).map((name) => ({
    ...{ name, path: 'out.txt', sha256: '00', size_bytes: 1 },
    object_key: newObjectKey(),
  }))
  const nothing = { cpu_seconds: null, peak_memory_bytes: null, gpu_peak_memory_bytes: null, gpu_utilization: null }
  const result: ApplicationResult = {
    ...{ exit_code: 0, image_digest, seconds: 0, notices: [], ...nothing },
    ...{ output_files: outputs.length, output_bytes: outputs.length },
  }
  return { kind: 'succeeded' as const, result, outputs }
}
