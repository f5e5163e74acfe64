import { expect, it } from 'vitest'
import { layOut } from './graph-layout.ts'

const node = (name: string, ...needs: string[]) => ({ id: `id of ${name}`, name, needs })

it('places what is needed to the left of what needs it, and leaves out what is not shown', () => {
  const { places, edges } = layOut([node('a'), node('b', 'a', 'elsewhere'), node('c', 'a'), node('d', 'b', 'c')])
  const xOf = (name: string) => places.get(`id of ${name}`)?.x ?? Number.NaN
  expect(xOf('a')).toBeLessThan(xOf('b'))
  expect(xOf('b')).toBe(xOf('c'))
  expect(xOf('c')).toBeLessThan(xOf('d'))
  expect(edges).toHaveLength(4)
  expect(places.get('id of b')?.y).not.toBe(places.get('id of c')?.y)
})
