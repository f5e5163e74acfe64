import { describe, expect, it } from 'vitest'
import { readGpus } from './capacity.ts'

const mebibyte = 1024 ** 2

describe(readGpus, () => {
  it('reads a GPU from each line, in their order', () => {
    const text = 'NVIDIA H200, 143771, 9.0\nNVIDIA A100-SXM4-40GB, 40960, 8.0\nTesla T4, 15360, 7.5\n'
    expect(readGpus(text)).toEqual([
      { model: 'NVIDIA H200', arch: 'sm_90', memory_bytes: 143_771 * mebibyte },
      { model: 'NVIDIA A100-SXM4-40GB', arch: 'sm_80', memory_bytes: 40_960 * mebibyte },
      { model: 'Tesla T4', arch: 'sm_75', memory_bytes: 15_360 * mebibyte },
    ])
  })

  it('takes for unknown what the driver does not tell', () => {
    expect(readGpus(', [N/A], [N/A]\n')).toEqual([{ model: null, arch: null, memory_bytes: 0 }])
  })

  it.each(['', '\n', 'No devices were found\n', '<html>\n\0\n'])('finds none in %j', (text) => {
    expect(readGpus(text)).toEqual([])
  })
})
