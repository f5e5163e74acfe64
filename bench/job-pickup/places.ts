import { z } from 'zod'
import { startChild } from '../measure/child.ts'
import { Starts } from './starts.ts'
import { startWorkers } from './workers.ts'

/** Where the workers are: with the submitter, or apart. */
export interface Place extends AsyncDisposable {
  readonly starts: Starts
}

export type OpenPlace = (url: string) => Promise<Place>

export async function openSameProcess(url: string): Promise<Place> {
  const starts = new Starts()
  const workers = await startWorkers(url, (step, started_at) => starts.note(step, started_at))
  return { starts, [Symbol.asyncDispose]: () => workers[Symbol.asyncDispose]() }
}

const startMessage = z.object({ step: z.string(), started_at: z.number() })

export async function openOtherProcess(url: string): Promise<Place> {
  const starts = new Starts()
  const workers = await startChild(new URL('./worker-process.ts', import.meta.url), [url], z.literal('ready'))
  workers.child.on('message', (message) => {
    const { step, started_at } = startMessage.parse(message)
    starts.note(step, started_at)
  })
  return { starts, [Symbol.asyncDispose]: () => workers[Symbol.asyncDispose]() }
}
