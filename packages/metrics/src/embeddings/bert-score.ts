import { MetricError } from '../metric-error.ts'
import { cosineSimilarity, type EmbedTokens, type TokenVector } from './embedding.ts'

/** Token similarity, −1 to 1; in practice close together, so compare runs, not models. */
export interface BertScore {
  /** Mean over the prediction's tokens of the greatest cosine with a token of the reference. */
  readonly precision: number
  /** The same over the reference's tokens. */
  readonly recall: number
  /** 2pr / (p + r); 0 where the sum is 0. */
  readonly f1: number
}

/** Weighs tokens, e.g. by inverse document frequency; plain BERTScore weighs all alike. */
export interface BertScoreOptions {
  /** Default: 1 for every token. */
  readonly weight?: (token: string) => number
}

/**
 * BERTScore of a prediction over any token embeddings, without rescaling; the best F1 of several references counts.
 *
 * T. Zhang et al., BERTScore: Evaluating Text Generation with BERT (2020). A text without tokens has 0.
 *
 * @throws MetricError `REFERENCE_MISSING`, `EMBEDDING_FAILED`.
 */
export async function bertScore(
  embed: EmbedTokens,
  { prediction, references }: { readonly prediction: string; readonly references: readonly string[] },
  options: BertScoreOptions = {},
): Promise<BertScore> {
  if (references.length === 0) {
    throw new MetricError('REFERENCE_MISSING', 'BERTScore compares with a reference: give at least one.')
  }
  const found = await embed(prediction)
  const scores = await Promise.all(references.map(async (text) => matched(found, await embed(text), options)))
  return scores.reduce((best, score) => (score.f1 > best.f1 ? score : best))
}

function matched(found: readonly TokenVector[], wanted: readonly TokenVector[], options: BertScoreOptions): BertScore {
  const precision = meanOfBest(found, wanted, options)
  const recall = meanOfBest(wanted, found, options)
  const sum = precision + recall
  return { precision, recall, f1: sum === 0 ? 0 : (2 * precision * recall) / sum }
}

function meanOfBest(
  tokens: readonly TokenVector[],
  others: readonly TokenVector[],
  { weight = () => 1 }: BertScoreOptions,
): number {
  let [sum, weights] = [0, 0]
  for (const { token, vector, special = false } of tokens) {
    if (special || others.length === 0) continue
    const share = weight(token)
    sum += share * Math.max(...others.map((other) => cosineSimilarity(vector, other.vector)))
    weights += share
  }
  return weights === 0 ? 0 : sum / weights
}
