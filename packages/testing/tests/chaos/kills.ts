import { setTimeout as delay } from 'node:timers/promises'
import type { Drawn } from './drawn.ts'
import type { Scene } from './scene.ts'

/** Something that befalls a scene. */
export interface Blow {
  readonly at_ms: number
  readonly kind: BlowKind
  /** How long a freeze lasts. */
  readonly lasts_ms: number
}

type Strike = (scene: Scene, blow: Blow) => Promise<void>

const blows = {
  worker: async ({ worker }) => worker.now.kill('SIGKILL'),
  pull_worker: async ({ pull_worker }) => pull_worker.now.kill('SIGKILL'),
  server: async ({ server }) => server.now.kill('SIGKILL'),
  postgres: (scene) => scene.killPostgres(),
  frozen_worker: ({ worker }, blow) => freeze(worker.now, blow),
  frozen_pull_worker: ({ pull_worker }, blow) => freeze(pull_worker.now, blow),
} as const satisfies Record<string, Strike>

type BlowKind = keyof typeof blows

const kinds = ['worker', 'pull_worker', 'server', 'postgres', 'frozen_worker', 'frozen_pull_worker'] as const

/** Draws what befalls a scene: each kind before any comes again. */
export function drawBlows(drawn: Drawn, { count, within_ms }: { count: number; within_ms: number }): Blow[] {
  const rounds = Array.from({ length: Math.ceil(count / kinds.length) }, () => drawn.some(kinds, kinds.length)).flat()
  const times = rounds.slice(0, count).map((kind) => ({ kind, at_ms: drawn.whole(500, within_ms) }))
  // longer than a lease of two seconds, so that it comes back late
  return times.map((blow) => ({ ...blow, lasts_ms: drawn.whole(2_500, 4_500) })).toSorted((a, b) => a.at_ms - b.at_ms)
}

/** Strikes, each at its time, whatever state the scene is in by then. */
export async function strike(scene: Scene, drawn: readonly Blow[]): Promise<void> {
  await Promise.all(
    drawn.map(async (blow) => {
      await delay(blow.at_ms)
      await blows[blow.kind](scene, blow)
    }),
  )
}

async function freeze(program: Scene['worker']['now'], { lasts_ms }: Blow): Promise<void> {
  program.kill('SIGSTOP')
  await delay(lasts_ms)
  program.kill('SIGCONT')
}
