import type { Direction } from './direction.ts'

/** What a metric sees of one example. */
export interface MetricExample {
  /** What the model was given; metrics that name the column `input` need it. */
  readonly input?: string
  /** What the model answered. */
  readonly prediction: string
  /** The right answers, each as good as the others. */
  readonly references: readonly string[]
}

/** A column of a dataset that a metric can need. */
export type MetricColumn = 'input' | 'prediction' | 'reference'

/** One number that a metric gives, and how to read it. */
export interface ScoreDeclaration {
  /** snake_case, unique over all metrics of a registry. */
  readonly name: string
  /** How people write it, for tables and charts. */
  readonly title: string
  /** Which way is better; `neutral` where neither is: such a score is compared, but nobody wins by it. */
  readonly direction: Direction
  /** Least and greatest possible value; `null` where there is no bound. */
  readonly range: readonly [least: number | null, greatest: number | null]
  /** What a value counts: `fraction`, `percent`, `edits`, `tokens`, `ratio`, … */
  readonly unit: string
  /** A difference of two runs that is not worth having, in the score's unit: the default margin of equivalence. */
  readonly margin: number
  /** Whether it only explains another score, so that tables show it when asked for alone; default false. */
  readonly is_detail?: boolean
}

/** Whether a metric can be computed here, and if not, what is missing. */
export type MetricAvailability = { readonly available: true } | { readonly available: false; readonly reason: string }

/** How long one example takes: microseconds, milliseconds, or a model's answer. */
export type MetricCost = 'light' | 'heavy' | 'model'

/** Score name → value; `null` where the example has none (no reference, or text beyond the documented bounds). */
export type ExampleScores = Readonly<Record<string, number | null>>

/** A place in a text: UTF-16 offsets, end excluded, as `String.prototype.slice` takes them. */
export type Span = readonly [start: number, end: number]

/** Something that prediction and reference share, as the metric saw it. */
export interface Match {
  /** Name of the score that counts this match. */
  readonly score: string
  /** Why it counts: the same text, the same stem, a synonym. */
  readonly kind: 'exact' | 'stem' | 'synonym'
  /** The n-gram or word as it was compared, e.g. in lower case and stemmed. */
  readonly text: string
  /** How often it was counted. */
  readonly count: number
  /** Index of the reference that it was found in. */
  readonly reference: number
  /** Where it stands in the prediction; empty where the tokens cannot be traced back to the text. */
  readonly prediction_spans: readonly Span[]
  /** Where it stands in that reference; empty as above. */
  readonly reference_spans: readonly Span[]
}

/** What has to be done to the prediction to have the reference, as the metric counted it: one edit. */
export interface Edit {
  /** Name of the score that counts this edit. */
  readonly score: string
  /**
   * Instead of something else (a substitution), missing in the prediction (a deletion, as error rates call it), too
   * much in it (an insertion), or in another place (TER's shift, of several words at once).
   */
  readonly kind: 'substituted' | 'left_out' | 'added' | 'moved'
  /** What the prediction has, as it was compared; empty where it has nothing. */
  readonly found: string
  /** What the reference has, as it was compared; empty where it has nothing. */
  readonly wanted: string
  /** Index of the reference that the prediction was compared with. */
  readonly reference: number
  /** Where it stands in the prediction; empty where it has nothing. */
  readonly prediction_spans: readonly Span[]
  /** Where it stands in that reference; empty where it has nothing. */
  readonly reference_spans: readonly Span[]
}

/** What a score was made of: a match or an edit, told apart by `kind`. */
export type Explanation = Match | Edit

/**
 * Corpus scores from sums: what a score over many examples needs of each example, as a row of numbers that are added
 * up.
 *
 * `value(sum of of(example))` is the corpus score; subsets, slices and resamples need no text again.
 */
export interface CorpusScorer {
  /** Names of the numbers, in order. */
  readonly statistics: readonly string[]
  /** The numbers of one example, as many as `statistics`; all 0 where its score is `null`. */
  of(example: MetricExample): readonly number[]
  /** Score name → value over the summed numbers. */
  value(sums: readonly number[]): Readonly<Record<string, number>>
}

/** A metric that is ready to score. It may hold caches; it holds nothing of one example that changes the next. */
export interface Scorer {
  /**
   * The scores of one example, one entry for each declared score.
   *
   * Text metrics answer at once, model metrics with a promise. Throws MetricError only for what no other example would
   * change (a model that went away); an example that cannot be scored has `null`s, and `reason` says why.
   */
  score(example: MetricExample): ExampleScores | Promise<ExampleScores>
  /** Why `score` has a `null` for this example; `undefined` where it has none. */
  reason?(example: MetricExample): string | undefined
  /** Present where the score of a whole run is not the mean over its examples. */
  readonly corpus?: CorpusScorer
  /**
   * What matched or which edits were counted, for showing; slower than `score`. Nothing for texts beyond the documented
   * bounds.
   */
  explain?(example: MetricExample): readonly Explanation[]
}

/** A metric: everything that tables, documents, forms and workers know about it. */
export interface Metric {
  /** Unique in a registry; lower case, no spaces. */
  readonly name: string
  /** Changes whenever a score of the same example may change. */
  readonly version: string
  /** How people write it. */
  readonly title: string
  /** One or two plain sentences: what it measures and what it does not see. */
  readonly description: string
  /** What it gives; the first is the primary one. */
  readonly scores: readonly ScoreDeclaration[]
  /** What it needs of an example. */
  readonly columns: readonly MetricColumn[]
  readonly cost: MetricCost
  /** The implementation whose values it equals, with version; absent where this package defines the metric. */
  readonly equals?: string
  /** The paper or definition to cite. */
  readonly citation: { readonly text: string; readonly url: string }
  /**
   * What of this example the scores do not see, or why they are what they are: sentences that are the same for every
   * example of the kind, so that they can be counted. Cheap beside scoring.
   */
  caveats?(example: MetricExample): readonly string[]
  /** Looks, without loading anything large, whether what it needs is here. */
  availability(): Promise<MetricAvailability>
  /** Loads what it needs. Throws MetricError `METRIC_UNAVAILABLE` where `availability` says no. */
  scorer(): Promise<Scorer>
}
