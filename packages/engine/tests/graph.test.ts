import { DomainError } from '@assay/schemas'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkGraph } from '../src/graph.ts'

const node = (name: string, needs: string[] = []) => ({ name, needs })

function faultOf(jobs: { name: string; needs: string[] }[]): string {
  try {
    checkGraph(jobs)
    return 'none'
  } catch (error) {
    if (DomainError.is(error, 'GRAPH_INVALID')) return error.data.reason
    throw error
  }
}

describe(checkGraph, () => {
  it('accepts every graph whose edges go from earlier to later jobs, in any order of submission', () => {
    const graph = fc
      .array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 30 })
      .map((edges) =>
        edges.map((targets, index) =>
          node(`j${index}`, [...new Set(index === 0 ? [] : targets.map((target) => `j${target % index}`))]),
        ),
      )
      .chain((jobs) => fc.shuffledSubarray(jobs, { minLength: jobs.length }))
    fc.assert(fc.property(graph, (jobs) => faultOf(jobs) === 'none'))
  })

  it('refuses every cycle, and shows it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), (length) => {
        const ring = Array.from({ length }, (_, index) => node(`j${index}`, [`j${(index + 1) % length}`]))
        const path = [...ring, ...ring.slice(0, 1)].map(({ name }) => name).join(' needs ')
        const beside = [node('start'), node('behind', ['j0'])]
        return faultOf([...beside, ...ring]).includes(`waits for itself: ${path}.`)
      }),
    )
  })

  it.each([
    [[], 'at least one job'],
    [[node('a'), node('a')], 'two jobs are named "a"'],
    [[node('a', ['b'])], '"a" needs "b", which is no job of this run'],
    [[node('a'), node('b', ['a', 'a'])], 'the same job twice'],
  ])('names the fault of %j', (jobs, fault) => {
    expect(faultOf(jobs)).toContain(fault)
  })
})
