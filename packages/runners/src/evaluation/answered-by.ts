import type { Answer } from '@assay/models'
import type { InferenceResult } from '@assay/schemas'

const most = 5
const mostKept = 100

type ServedBy = InferenceResult['served_by']

/** Counts who gave the answers, in the words of the endpoint. */
export class AnsweredBy {
  readonly #counts = new Map<string, ServedBy[number]>()

  add({ served_model: model, system_fingerprint }: Answer): void {
    if (model === null && system_fingerprint === null) return
    const key = JSON.stringify([model, system_fingerprint])
    const { answers } = this.#counts.get(key) ?? { answers: 0 }
    if (answers === 0 && this.#counts.size >= mostKept) return
    this.#counts.set(key, { model, system_fingerprint, answers: answers + 1 })
  }

  get all(): ServedBy {
    return [...this.#counts.values()].toSorted((a, b) => b.answers - a.answers).slice(0, most)
  }

  /** What to know where answers come from models or configurations that differ. */
  get notice(): string | undefined {
    if (this.#counts.size < 2) return undefined
    const names = this.all.map(({ model, system_fingerprint, answers }) => {
      const name = [model, system_fingerprint].filter((word) => word !== null).join(', ')
      return `${name} (${answers})`
    })
    return (
      `The answers come from models that the endpoint itself tells apart: ${names.join('; ')}. ` +
      'Ask anew (force_rerun) to have them all from one.'
    )
  }
}
