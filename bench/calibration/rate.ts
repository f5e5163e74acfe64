/** How often something happened among the replicates in which it could. */
export class Rate {
  #times = 0
  #of = 0

  add(happened: boolean): void {
    this.#of++
    if (happened) this.#times++
  }

  /** The share, null when it could not happen at all. */
  get share(): number | null {
    return this.#of === 0 ? null : this.#times / this.#of
  }

  get replicates(): number {
    return this.#of
  }
}

/** One measured share. */
export interface Measured {
  readonly of: string
  readonly method: string
  readonly n: number
  readonly share: number | null
  /** In how many replicates the method gave an answer. */
  readonly answers: number
  /** Out of how many; those of the whole calibration unless given. */
  readonly replicates?: number
}

/** How often to draw. */
export interface Effort {
  readonly replicates: number
  readonly resamples: number
}
