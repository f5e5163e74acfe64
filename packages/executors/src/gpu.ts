import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Usage } from './executor.ts'
import { ExecutorAway, WorkRefused } from './refusal.ts'

type GpuUsage = Pick<Usage, 'gpu_peak_memory_bytes' | 'gpu_utilization'>

/** Of work that has no graphics processors, or whose use is not known. */
export const noGpus: GpuUsage = { gpu_peak_memory_bytes: null, gpu_utilization: null }

/** Graphics processors that a job has for itself. */
export interface TakenGpus extends Disposable {
  /** Empty: which ones is left to who executes it. */
  readonly ids: readonly string[]
}

export interface Gpus {
  readonly take: (count: number) => Promise<TakenGpus>
  /** Looks at them until it is asked for the use so far. */
  readonly watch: (taken: TakenGpus) => () => Promise<GpuUsage>
}

const run = promisify(execFile)
const mebibyte = 1 << 20
const intervalMilliseconds = 1000

/** The graphics processors of this machine, as `nvidia-smi` tells of them; without it, nobody knows of any. */
export function openGpus(program = 'nvidia-smi'): Gpus {
  const busy = new Set<string>()
  let known: Promise<string[]> | undefined
  async function all(): Promise<string[]> {
    known ??= query(program, ['uuid'], []).then((rows) => rows.flatMap(([id = '']) => (id === '' ? [] : [id])))
    return await known
  }
  return {
    async take(count) {
      const ids = count === 0 ? [] : await all()
      if (ids.length === 0) return { ids, [Symbol.dispose]() {} }
      if (count > ids.length) throw new WorkRefused(`This machine has ${ids.length} graphics processors, not ${count}.`)
      const free = ids.filter((id) => !busy.has(id)).slice(0, count)
      if (free.length < count) throw new ExecutorAway('The graphics processors of this machine are taken.')
      for (const id of free) busy.add(id)
      return {
        ids: free,
        [Symbol.dispose]() {
          for (const id of free) busy.delete(id)
        },
      }
    },
    watch: ({ ids }) => (ids.length === 0 ? async () => noGpus : watchUse(program, ids)),
  }
}

function watchUse(program: string, ids: readonly string[]): () => Promise<GpuUsage> {
  let [peak, sum, looks]: [number, number, number] = [0, 0, 0]
  let isOver = false
  async function look(): Promise<void> {
    const rows = await query(program, ['memory.used', 'utilization.gpu'], ids)
    const [memory, use] = [0, 1].map((at) => rows.reduce((total, row) => total + Number(row[at]), 0))
    if (rows.length > 0 && Number.isFinite(memory) && Number.isFinite(use)) {
      peak = Math.max(peak, (memory ?? 0) * mebibyte)
      sum += (use ?? 0) / rows.length / 100
      looks += 1
    }
    if (!isOver) timer = setTimeout(again, intervalMilliseconds)
  }
  const again = () => {
    looking = look()
  }
  let timer: NodeJS.Timeout | undefined
  let looking = look()
  return async () => {
    isOver = true
    clearTimeout(timer)
    await looking
    return looks === 0 ? noGpus : { gpu_peak_memory_bytes: peak, gpu_utilization: sum / looks }
  }
}

/** Rows of what is asked; none where it cannot be known. */
async function query(program: string, fields: readonly string[], ids: readonly string[]): Promise<string[][]> {
  const which = ids.length === 0 ? [] : [`--id=${ids.join(',')}`]
  const argv = [`--query-gpu=${fields.join(',')}`, '--format=csv,noheader,nounits', ...which]
  try {
    const { stdout } = await run(program, argv, { timeout: 10_000 })
    const lines = stdout.split('\n').filter((line) => line.trim() !== '')
    return lines.map((line) => line.split(',').map((text) => text.trim()))
  } catch {
    return []
  }
}
