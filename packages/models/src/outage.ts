import type { Clock } from './clock.ts'
import { PredictionError } from './prediction-error.ts'
import type { Model, Prediction, PredictionRequest } from './provider.ts'

/** So many different questions that fail in a row, with no answer between, are no matter of the questions. */
const suspicious = 4
/** Before anything was answered, so many failures in a row are enough, whichever questions they were. */
const suspiciousAtFirst = 3
/** Before anything was answered, so many refusals are of the key, and not of the questions. */
const suspiciousRefusals = 10
const firstPauseMs = 1_000
const longestPauseMs = 15_000
/** An endpoint that never answered may never do so: its address may be wrong. */
const longestAtFirstMs = 120_000

interface Around {
  readonly clock: Clock
  readonly signal: AbortSignal
  /** Told why nothing is asked, and `null` when it goes on. */
  readonly onWait: (reason: string | null) => void
}

/**
 * Notices when an endpoint fails every call alike, as while its server is restarted. Then nothing is asked but one
 * question, again and again with growing pauses, until the endpoint answers or has been away for too long. What it
 * answered before is what it is asked, where there is such a question: only then is it not the question that fails.
 */
export class Outage {
  readonly #model: Model
  readonly #around: Around
  readonly #answered = new WeakMap<PredictionRequest, Prediction>()
  #failing = new Map<PredictionRequest, PredictionError>()
  #failures = 0
  #refusals = 0
  #lastAnswered: PredictionRequest | undefined
  /** Whether a model has ever answered at this address. */
  #isKnown = false
  #threshold = suspicious
  /** Resolves when calls make sense again: to whether the endpoint had really been away. */
  #pause: Promise<boolean> | undefined
  #end: PredictionError | undefined

  constructor(model: Model, around: Around) {
    this.#model = model
    this.#around = around
  }

  /** Asks when it makes sense: not while the endpoint is away. Throws at once when that took too long. */
  async ask(request: PredictionRequest): Promise<Prediction> {
    await this.#pause
    if (this.#end) throw this.#end
    const known = this.#answered.get(request)
    if (known) return known
    try {
      const prediction = await this.#model.predict(request, this.#around.signal)
      this.#succeeded(request)
      return prediction
    } catch (error) {
      throw this.#isKnown && error instanceof PredictionError && error.scope === 'address' ? passing(error) : error
    }
  }

  /** Told that the endpoint has answered such questions before: its address is right. */
  knowsEndpoint(): void {
    this.#isKnown = true
  }

  /** Whether a failure is the endpoint's, which was away and is back: it does not count as one of the question's. */
  async excuses(request: PredictionRequest, error: PredictionError): Promise<boolean> {
    const { outage_ms } = this.#model
    if (outage_ms === undefined || error.scope === 'example' || this.#end) return false
    if (error.scope === 'unclear') return this.#refused(error)
    if (this.#pause) return this.#pause
    this.#failing.set(request, error)
    this.#failures += 1
    if (!this.#looksAway()) return false
    if (outage_ms === 0 || [...this.#failing.values()].every((each) => this.#isHopeless(each))) {
      this.#end = givenUp(error, 0)
      return false
    }
    this.#pause = this.#probe(error).finally(() => {
      this.#pause = undefined
      this.#around.onWait(null)
    })
    return this.#pause
  }

  #looksAway(): boolean {
    if (this.#failing.size >= this.#threshold) return true
    return this.#lastAnswered === undefined && this.#failures >= suspiciousAtFirst
  }

  #isHopeless({ kind, scope }: PredictionError): boolean {
    return kind === 'final' || (scope === 'address' && !this.#isKnown)
  }

  #refused(error: PredictionError): false {
    this.#refusals += 1
    if (!this.#isKnown && this.#refusals >= suspiciousRefusals) this.#end = givenUp(error, 0)
    return false
  }

  #succeeded(request: PredictionRequest): void {
    this.#lastAnswered = request
    this.#isKnown = true
    this.#failing = new Map()
    this.#failures = 0
  }

  async #probe(first: PredictionError): Promise<boolean> {
    const { clock, signal, onWait } = this.#around
    const since = clock.now()
    const isFirst = this.#lastAnswered === undefined
    const patience = Math.min(this.#model.outage_ms ?? 0, this.#isKnown ? Number.POSITIVE_INFINITY : longestAtFirstMs)
    let failures = isFirst ? 1 : 0
    let hopeless = 0
    let pause = firstPauseMs
    for (let error: PredictionError | undefined = first; error; failures += 1) {
      onWait(error.message)
      if (failures > 0) {
        await clock.sleep(Math.max(pause, error.retry_after_ms ?? 0), signal)
        pause = Math.min(longestPauseMs, pause * 2)
      }
      error = await this.#tryOnce(error)
      hopeless = error && !this.#isKnown && this.#isHopeless(error) ? hopeless + 1 : 0
      const waited = clock.now() - since
      if (error && (waited >= patience || hopeless >= suspiciousAtFirst)) {
        this.#end = givenUp(error, waited)
        return false
      }
    }
    // it answered at once: it was the questions that failed
    if (failures === 1) this.#threshold *= 2
    return failures > 1
  }

  /** Asks one question; undefined when the endpoint is there, whatever it says of the question. */
  async #tryOnce(earlier: PredictionError): Promise<PredictionError | undefined> {
    const request = this.#lastAnswered ?? this.#nextFailing()
    if (request === undefined) return earlier
    try {
      this.#answered.set(request, await this.#model.predict(request, this.#around.signal))
      this.#succeeded(request)
      return undefined
    } catch (error) {
      if (!(error instanceof PredictionError)) throw error
      if (error.scope === 'example') {
        this.#failing = new Map()
        this.#failures = 0
        return undefined
      }
      return error
    }
  }

  /** One after the other has its turn. */
  #nextFailing(): PredictionRequest | undefined {
    for (const [request, error] of this.#failing) {
      this.#failing.delete(request)
      this.#failing.set(request, error)
      return request
    }
    return undefined
  }
}

/** What stands in for an endpoint, as a page while it is restarted, goes. */
function passing({ kind, reason, status, retry_after_ms }: PredictionError): PredictionError {
  return new PredictionError(kind === 'final' ? 'transient' : kind, reason, {
    status,
    retry_after_ms,
    scope: 'endpoint',
  })
}

function givenUp({ reason, status }: PredictionError, waited_ms: number): PredictionError {
  const seconds = Math.round(waited_ms / 1000)
  const said = seconds === 0 ? reason : `${reason.replace(/\.?$/, '.')} Nothing else was heard for ${seconds} s.`
  return new PredictionError('final', said, { status })
}
