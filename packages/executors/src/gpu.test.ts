import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { noGpus, openGpus } from './gpu.ts'
import { ExecutorAway, WorkRefused } from './refusal.ts'

/** A program that says what that of NVIDIA would on a machine with two processors. */
function machineWith(use: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'assay-gpu-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const program = join(folder, 'nvidia-smi')
  const text = `#!/bin/sh\ncase $1 in *uuid*) printf 'GPU-a\\nGPU-b\\n' ;; *) printf '${use}' ;; esac\n`
  writeFileSync(program, text)
  chmodSync(program, 0o755)
  return program
}

describe('graphics processors', () => {
  it('belong to one job at a time', async () => {
    const gpus = openGpus(machineWith(''))
    const first = await gpus.take(1)
    const second = await gpus.take(1)
    expect([...first.ids, ...second.ids].sort()).toEqual(['GPU-a', 'GPU-b'])
    await expect(gpus.take(1)).rejects.toThrow(ExecutorAway)
    await expect(gpus.take(3)).rejects.toThrow(WorkRefused)
    first[Symbol.dispose]()
    expect((await gpus.take(1)).ids).toEqual(first.ids)
  })

  it('tell how much of them was used', async () => {
    const gpus = openGpus(machineWith('1000, 50\\n24, 30\\n'))
    const use = gpus.watch(await gpus.take(2))
    expect(await use()).toEqual({ gpu_peak_memory_bytes: 1024 * 2 ** 20, gpu_utilization: 0.4 })
  })

  it('tell nothing where nothing is known', async () => {
    const unknown = openGpus(machineWith('[N/A], 50\\n'))
    expect(await unknown.watch(await unknown.take(1))()).toEqual(noGpus)
    const none = openGpus('/nowhere/nvidia-smi')
    expect(await none.watch(await none.take(0))()).toEqual(noGpus)
  })

  it('are left to the daemon where nobody tells of them', async () => {
    expect((await openGpus('/nowhere/nvidia-smi').take(2)).ids).toEqual([])
  })
})
