import type { Channel } from './channel.ts'
import type { EngineDeps } from './deps.ts'

const lookAgainMs = 1_000

interface Wait<Seen> {
  readonly channel: Channel
  readonly id: string
  readonly wait_seconds: number
  readonly look: () => Promise<Seen>
  readonly isEnough: (seen: Seen) => boolean
}

/** Looks until it sees enough or the time is up; hints say when to look again, a second is the longest pause. */
export async function waitUntil<Seen>(
  deps: Pick<EngineDeps, 'signals'>,
  { channel, id, wait_seconds, look, isEnough }: Wait<Seen>,
): Promise<Seen> {
  const until = performance.now() + wait_seconds * 1000
  using watch = deps.signals.watch(channel, id)
  for (;;) {
    const seen = await look()
    const left_ms = until - performance.now()
    if (left_ms <= 0 || isEnough(seen)) return seen
    await watch.next(Math.min(left_ms, lookAgainMs))
  }
}
