import { defineMetric } from '../define-metric.ts'
import type { ExampleScores, Metric } from '../metric.ts'
import { missingReference } from '../missing-reference.ts'
import { type BertScore, type BertScoreOptions, bertScore } from './bert-score.ts'
import { cosineSimilarity, type EmbedTexts, type EmbedTokens, mismatch } from './embedding.ts'
import { availability, type EmbeddingModel } from './embedding-model.ts'

/**
 * BERTScore over token embeddings, as a metric for `createRegistry`: scores `bertscore_f1`, `_precision`, `_recall`.
 */
export function bertScoreMetric(
  embed: EmbedTokens,
  { model, missing, ...options }: EmbeddingModel & BertScoreOptions,
): Metric {
  const declared = (name: string, title: string) =>
    ({ name, title, direction: 'higher', range: [-1, 1], unit: 'cosine', margin: 0.005 }) as const
  return {
    ...defineMetric({
      name: 'bertscore',
      version: `1 ${model}`,
      title: 'BERTScore',
      description:
        'Words matched with the reference by the similarity of their meaning in context, by a language model.',
      scores: [
        declared('bertscore_f1', 'BERTScore F1'),
        declared('bertscore_precision', 'BERTScore precision'),
        declared('bertscore_recall', 'BERTScore recall'),
      ],
      cost: 'model',
      citation: {
        text:
          'Tianyi Zhang, Varsha Kishore, Felix Wu, Kilian Weinberger, Yoav Artzi. BERTScore: Evaluating Text ' +
          'Generation with BERT. ICLR 2020.',
        url: 'https://openreview.net/forum?id=SkeHuCVFDr',
      },
      scorer: {
        score: async (example) =>
          namedBertScore(example.references.length === 0 ? undefined : await bertScore(embed, example, options)),
        reason: missingReference,
      },
    }),
    availability: () => availability(missing),
  }
}

/**
 * Cosine similarity of whole texts, as a metric for `createRegistry`: score `embedding_cosine`, of the nearest
 * reference.
 */
export function embeddingCosineMetric(embed: EmbedTexts, { model, missing }: EmbeddingModel): Metric {
  return {
    ...defineMetric({
      name: 'embedding_cosine',
      version: `1 ${model}`,
      title: 'Embedding similarity',
      description:
        'Cosine between the embeddings of the prediction and of the nearest reference: same topic, not same facts.',
      scores: [
        {
          name: 'embedding_cosine',
          title: 'Embedding similarity',
          direction: 'higher',
          range: [-1, 1],
          unit: 'cosine',
          margin: 0.005,
        },
      ],
      cost: 'model',
      citation: {
        text:
          'Nils Reimers, Iryna Gurevych. Sentence-BERT: Sentence ' +
          'Embeddings using Siamese BERT-Networks. EMNLP 2019.',
        url: 'https://aclanthology.org/D19-1410/',
      },
      scorer: {
        score: async ({ prediction, references }) => {
          if (references.length === 0) return { embedding_cosine: null }
          const [found, ...wanted] = await embed([prediction, ...references])
          if (found === undefined || wanted.length !== references.length) throw mismatch('too few vectors')
          return { embedding_cosine: Math.max(...wanted.map((vector) => cosineSimilarity(found, vector))) }
        },
        reason: missingReference,
      },
    }),
    availability: () => availability(missing),
  }
}

function namedBertScore(score: BertScore | undefined): ExampleScores {
  return {
    bertscore_f1: score?.f1 ?? null,
    bertscore_precision: score?.precision ?? null,
    bertscore_recall: score?.recall ?? null,
  }
}
