import type { Job, RunDetail } from '@assay/schemas'
import type { Assay, Event } from '@assay/sdk'
import { expectedOutputs, loggedLines } from './graph.ts'
import { faultsOfJob, faultsOfSequence } from './history.ts'
import { type Submitted, submit } from './load.ts'
import { faultsOfStates } from './outcome.ts'
import { asked, faultsAtLast } from './patience.ts'

/** How long a log may take to reach the storage, and with it its whole text to be there. */
const logWithinMs = 30_000

/** What is wrong with a run that has ended, as its user sees it, with its events. */
export async function faultsOfRun(client: Assay, submitted: Submitted): Promise<string[]> {
  const { id, run } = submitted
  const detail = await asked(() => client.runs.get(id))
  if (detail.finished_at === null) return [`${run.key} (${id}) has not ended: it is ${detail.state}`]
  const events = await readEvents(client, id)
  const found = [
    ...(id === (await submit(client, run)) ? [] : ['its key made another run']),
    ...faultsOfSequence(events),
    ...faultsOfStates(submitted, detail),
    ...detail.jobs.flatMap((job) =>
      faultsOfJob(
        job,
        events.filter(({ job_id }) => job_id === job.id),
      ),
    ),
    ...(await faultsOfFiles(client, submitted, detail)),
    ...(await Promise.all(detail.jobs.map((job) => faultsOfLog(client, job)))).flat(),
  ]
  if (found.length === 0) return []
  return [...found.map((fault) => `${run.key} (${id}): ${fault}`), ...events.map((event) => JSON.stringify(event))]
}

async function readEvents(client: Assay, id: string): Promise<Event[]> {
  return asked(async () => {
    const events: Event[] = []
    for await (const event of client.runs.events(id)) events.push(event)
    return events
  })
}

/** The outputs of all jobs that succeeded, and nothing else, stand in the tree, with the very bytes. */
async function faultsOfFiles(client: Assay, { id, run }: Submitted, { jobs }: RunDetail): Promise<string[]> {
  const outputs = expectedOutputs(run)
  const left = jobs.filter(({ state }) => state === 'succeeded')
  const wanted = new Map(left.map(({ name }) => [`output/${id}/${name}/out.txt`, outputs.get(name) ?? '']))
  const listed =
    wanted.size === 0 ? [] : await asked(() => client.files.list(`output/${id}`, { recursive: true }).toArray())
  const paths = listed.filter(({ kind }) => kind === 'file').map(({ path }) => path)
  const read = [...wanted].map(async ([path, bytes]) => {
    const text = await asked(async () => (await client.files.download(path)).text())
    return text === bytes ? [] : [`${path} holds "${text}", not "${bytes}"`]
  })
  const isThere = paths.toSorted().join() === [...wanted.keys()].toSorted().join()
  if (!isThere) return [`its files are ${paths.join(', ')}, not ${[...wanted.keys()].join(', ')}`]
  return (await Promise.all(read)).flat()
}

/** The log of the last attempt of what ended by itself is whole. */
async function faultsOfLog(client: Assay, { id, name, state }: Job): Promise<string[]> {
  if (state !== 'succeeded' && state !== 'failed') return []
  const wanted = Array.from({ length: loggedLines }, (_, index) => `${name} ${index + 1}`).join('\n')
  return faultsAtLast(async () => {
    const lines = await asked(() => client.jobs.logLines(id).toArray())
    const text = lines.map((line) => line.text).join('\n')
    return text === wanted ? [] : [`the log of ${name} (${id}) is not whole: ${JSON.stringify(text)}`]
  }, logWithinMs)
}
