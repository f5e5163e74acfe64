import { Command } from 'commander'
import { expect, it } from 'vitest'
import { questionOptions, toQuestion } from './comparison-option.ts'

it('asks for the score, the margins and the groups that were named, and for nothing else', () => {
  const ask = (...args: string[]) => toQuestion(questionOptions(new Command()).parse(args, { from: 'user' }).opts())
  expect(ask()).toEqual({})
  expect(ask('--metric', 'corpus_bleu', '--margin', 'corpus_bleu=0.3', '--cluster-column', 'document')).toEqual({
    primary_metric: 'corpus_bleu',
    margins: { corpus_bleu: 0.3 },
    cluster_column: 'document',
  })
})
