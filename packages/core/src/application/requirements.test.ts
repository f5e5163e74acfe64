import { describe, expect, it } from 'vitest'
import { withRequirements } from './requirements.ts'

function entry(entrypoint: string, ...requires: string[]) {
  return { entrypoint, requires }
}

function namesOf(entries: readonly { readonly entrypoint: string }[]): string[] {
  return entries.map(({ entrypoint }) => entrypoint)
}

const maps = [
  entry('package', 'extract', 'georeference'),
  entry('extract', 'crop', 'describe'),
  entry('crop', 'segment'),
  entry('describe', 'segment'),
  entry('segment'),
  entry('georeference'),
]

describe('what is required', () => {
  it('comes along, each before what requires it', () => {
    expect(namesOf(withRequirements(maps, ['extract']))).toEqual(['segment', 'crop', 'describe', 'extract'])
  })

  it.each(['ALL', 'all'])('is every entrypoint for %s', (name) => {
    expect(namesOf(withRequirements(maps, [name]))).toEqual([
      ...['segment', 'crop', 'describe', 'extract', 'georeference', 'package'],
    ])
  })

  it('is taken once, whoever else asks for it', () => {
    expect(namesOf(withRequirements(maps, ['crop', 'crop', 'segment']))).toEqual(['segment', 'crop'])
  })
})

describe('what is refused', () => {
  it('names who requires what is not there', () => {
    expect(() => withRequirements([entry('a', 'b')], ['a'])).toThrow(/"a" requires "b", which is no entrypoint/)
  })

  it('names what is asked for and not there', () => {
    expect(() => withRequirements(maps, ['croop'])).toThrow(/"croop" is asked for, .* It has "package", "extract"/)
  })

  it('shows the path of a cycle', () => {
    const circle = [entry('start', 'a'), entry('a', 'b'), entry('b', 'c'), entry('c', 'a')]
    expect(() => withRequirements(circle, ['start'])).toThrow('"a" requires itself: a → b → c → a.')
  })

  it('shows an entrypoint that requires itself', () => {
    expect(() => withRequirements([entry('a', 'a')], ['a'])).toThrow('"a" requires itself: a → a.')
  })
})
