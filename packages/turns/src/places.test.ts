import { expect, it } from 'vitest'
import { Places, TooManyWaiting } from './places.ts'

interface Piece {
  readonly name: string
  readonly end: () => void
}

/** Work of owners, which begins when it has a place and ends when it is told to. */
function scene(places: Places) {
  const begun: Piece[] = []
  function hold(name: string, signal?: AbortSignal): Promise<string> {
    const work = async () => {
      const { promise, resolve } = Promise.withResolvers<void>()
      begun.push({ name, end: resolve })
      await promise
      return name
    }
    return places.hold({ owner: name.charAt(0), signal, work })
  }
  async function endNext(): Promise<void> {
    begun.shift()?.end()
    await new Promise(setImmediate)
  }
  return { hold, endNext, begun: () => begun.map(({ name }) => name) }
}

it('lets owners take turns, however many pieces one of them has waiting', async () => {
  const { hold, endNext, begun } = scene(new Places({ places: 2, most_held: 2 }))
  const all = Promise.all(['a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'c1', 'b2'].map((name) => hold(name)))
  const order: string[][] = []
  await new Promise(setImmediate)
  while (begun().length > 0) {
    order.push(begun())
    await endNext()
  }
  expect(order.map(([first]) => first)).toEqual(['a1', 'a2', 'b1', 'a3', 'c1', 'b2', 'a4', 'a5'])
  expect(await all).toHaveLength(8)
})

it('keeps a place for others from whoever would hold all of them', async () => {
  const { hold, begun } = scene(new Places({ places: 3 }))
  for (const name of ['a1', 'a2', 'a3', 'a4']) void hold(name)
  await new Promise(setImmediate)
  expect(begun()).toEqual(['a1', 'a2'])
  void hold('b1')
  await new Promise(setImmediate)
  expect(begun()).toEqual(['a1', 'a2', 'b1'])
})

it('refuses an owner who has too much waiting, and nobody else', async () => {
  const { hold, begun } = scene(new Places({ places: 1, most_waiting: 2 }))
  for (const name of ['a1', 'a2', 'a3']) void hold(name)
  await expect(hold('a4')).rejects.toBeInstanceOf(TooManyWaiting)
  void hold('b1')
  await new Promise(setImmediate)
  expect(begun()).toEqual(['a1'])
})

it('takes out what no longer wants to wait, and gives its place to the next', async () => {
  const { hold, endNext, begun } = scene(new Places({ places: 1 }))
  const leaving = new AbortController()
  void hold('a1')
  const left = hold('b1', leaving.signal)
  void hold('c1')
  leaving.abort(new Error('gone'))
  await expect(left).rejects.toThrow('gone')
  await endNext()
  expect(begun()).toEqual(['c1'])
})
