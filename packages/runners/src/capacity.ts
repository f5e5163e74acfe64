import { execFile } from 'node:child_process'
import { availableParallelism, totalmem } from 'node:os'
import { promisify } from 'node:util'
import type { Offers } from '@assay/schemas'

const execute = promisify(execFile)
const mebibyte = 1024 ** 2
/** What the system and this program need themselves. */
const leftFree = 0.1
const columns = '--query-gpu=name,memory.total,compute_cap'

/** What this machine has for jobs: cores, memory, GPUs. */
export async function findCapacity(labels: readonly string[]): Promise<Offers> {
  // a container may have less than its machine
  const constrained = process.constrainedMemory()
  const memory = constrained > 0 ? Math.min(constrained, totalmem()) : totalmem()
  const memory_bytes = Math.floor(memory * (1 - leftFree))
  return { cpu: availableParallelism(), memory_bytes, gpus: await findGpus(), labels: [...labels] }
}

async function findGpus(): Promise<Offers['gpus']> {
  const found = await execute('nvidia-smi', [columns, '--format=csv,noheader,nounits'], { timeout: 10_000 }).catch(
    () => ({ stdout: '' }),
  )
  return readGpus(found.stdout)
}

/** The GPUs that nvidia-smi lists, one a line. */
export function readGpus(text: string): Offers['gpus'] {
  const lines = text.split('\n').filter((line) => line.includes(','))
  return lines.map((line) => {
    const [model = '', mebibytes = '', capability = ''] = line.split(',').map((part) => part.trim())
    const arch = /^\d+\.\d+$/.test(capability) ? `sm_${capability.replace('.', '')}` : null
    return { model: model || null, arch, memory_bytes: (Number(mebibytes) || 0) * mebibyte }
  })
}
