import { once } from 'node:events'
import { get } from 'node:http'
import { sharedNow } from '../measure/clock.ts'
import { until } from './lines.ts'

/** Follows one stream many times, and says how long each line took to each follower, in milliseconds. */
const [url, key, followers] = process.argv.slice(2)
if (url === undefined) throw new Error('usage: followers-process.ts <url> <key> <followers>')
const written_at = /written at ([\d.]+)/g

async function follow(begun: () => void): Promise<number[]> {
  const [answer] = await once(get(url ?? '', { agent: false, headers: { authorization: `Bearer ${key}` } }), 'response')
  begun()
  const delays: number[] = []
  for await (const piece of answer) {
    const now = sharedNow()
    for (const [, at] of String(piece).matchAll(written_at)) delays.push(now - Number(at))
    if (String(piece).includes(until)) break
  }
  return delays
}

let open = Number(followers)
const everyone = Array.from({ length: open }, () =>
  follow(() => {
    open -= 1
    if (open === 0) process.send?.('all follow')
  }),
)
const delays = await Promise.all(everyone)
process.send?.(delays.flat())
await once(process, 'disconnect')
