import type { AttemptContext } from '@assay/dispatch'

/** What is told of it only once it lasts. */
const lastsMs = 500

/** Tells what an attempt is about, where that takes longer than a moment; null: its command runs. */
export interface Phases extends Disposable {
  enter(phase: string | null): void
}

export function createPhases({ phase: tell }: Pick<AttemptContext, 'phase'>): Phases {
  let timer: NodeJS.Timeout | undefined
  let current: string | null = null
  let told: string | null = null

  function tellCurrent(): void {
    timer = undefined
    if (told === current) return
    told = current
    tell(current)
  }

  return {
    enter(phase) {
      current = phase
      // an end of what was told is no news that can wait
      if (phase === null) {
        clearTimeout(timer)
        return tellCurrent()
      }
      timer ??= setTimeout(tellCurrent, lastsMs)
    },
    [Symbol.dispose]() {
      clearTimeout(timer)
    },
  }
}
