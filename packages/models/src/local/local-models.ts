import { totalmem } from 'node:os'
import { LocalProcess } from './local-process.ts'
import type { LocalAnswer, LocalQuestion } from './question.ts'

/** Models in a folder of this machine, computed in processes of their own. */
export interface LocalModels extends AsyncDisposable {
  /**
   * Has a model answer, when it is the question's turn: `begin` gives the signal that ends it.
   *
   * @throws PredictionError when its process dies.
   */
  ask(question: LocalQuestion, begin: () => AbortSignal): Promise<LocalAnswer>
  /** Undefined: the operator has named none. */
  readonly directory: string | undefined
  /** Processes that hold a model, for operators and tests. */
  readonly pids: readonly number[]
}

export interface LocalModelsOptions {
  readonly directory: string | undefined
  /** What each process may hold; half of the machine's memory for all of them unless given. */
  readonly memory_bytes?: number
  /** How long a model is kept that nobody asks; 60 unless given. */
  readonly idle_seconds?: number
}

/** Models that are held at once; more take turns. */
const mostProcesses = 2

interface Held {
  readonly key: string
  readonly process: LocalProcess
  /** Questions that have a place in it. */
  questions: number
  idle?: NodeJS.Timeout
}

/** Opens the folder of local models; a process starts with the first question. */
export function openLocalModels({
  directory,
  memory_bytes = totalmem() / 2 / mostProcesses,
  idle_seconds = 60,
}: LocalModelsOptions): LocalModels {
  const all = new Set<Held>()

  function drop(held: Held): void {
    clearTimeout(held.idle)
    all.delete(held)
    held.process.kill()
  }

  function claim(held: Held): Held {
    held.questions += 1
    clearTimeout(held.idle)
    return held
  }

  /** The process of a model, in the place of an idle one where there are too many. */
  async function hold(key: string, folder: string): Promise<Held> {
    for (;;) {
      for (const held of all) if (!held.process.isAlive) drop(held)
      const found = [...all].find((held) => held.key === key)
      if (found) return claim(found)
      const idle = [...all].find(({ questions }) => questions === 0)
      if (all.size >= mostProcesses && idle) drop(idle)
      if (all.size < mostProcesses) {
        const held = { key, process: new LocalProcess({ directory: folder, memory_bytes }), questions: 0 }
        all.add(held)
        return claim(held)
      }
      await Promise.race([...all].map(({ process }) => process.settled()))
    }
  }

  function release(held: Held): void {
    held.questions -= 1
    if (held.questions > 0) return
    held.idle = setTimeout(() => drop(held), idle_seconds * 1000)
    held.idle.unref()
  }

  return {
    directory,
    get pids() {
      return [...all].flatMap(({ process }) => process.pid ?? [])
    },
    async ask(question, begin) {
      if (directory === undefined) throw new Error('there is no folder of models')
      const held = await hold(`${question.model}\n${question.precision}`, directory)
      try {
        return await held.process.ask(question, begin)
      } finally {
        release(held)
      }
    },
    async [Symbol.asyncDispose]() {
      const ended = [...all].map(({ process }) => process.ended)
      for (const held of all) drop(held)
      await Promise.all(ended)
    },
  }
}
