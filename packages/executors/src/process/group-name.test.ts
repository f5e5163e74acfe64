import { describe, expect, it } from 'vitest'
import { isAbandonedGroup, newGroupName } from './group-name.ts'

describe('groups of jobs', () => {
  it('are not abandoned while the process that made them lives, whoever else looks', async () => {
    expect(await isAbandonedGroup(await newGroupName())).toBe(false)
  })

  it('are abandoned once it is dead, also when another has its number', async () => {
    const [, , namespace, pid, start = '', ...rest] = (await newGroupName()).split('-')
    const earlier = ['assay', 'job', namespace, pid, Number(start) - 1, ...rest].join('-')
    const gone = ['assay', 'job', namespace, 2 ** 22 + 1, start, ...rest].join('-')
    expect([await isAbandonedGroup(earlier), await isAbandonedGroup(gone)]).toEqual([true, true])
  })

  it('are left alone when they are of another machine or container, or are none', async () => {
    const [, , , ...rest] = (await newGroupName()).split('-')
    const elsewhere = ['assay', 'job', '1', ...rest].join('-')
    expect([await isAbandonedGroup(elsewhere), await isAbandonedGroup('docker')]).toEqual([false, false])
  })
})
