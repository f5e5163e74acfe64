const prefix = 'corpus_'

/** The name of a score over all examples at once, which tells it from the mean over examples. */
export function corpusName(score: string): string {
  return prefix + score
}

/** Undefined: the name is not one of a corpus score. */
export function scoreOfCorpus(name: string): string | undefined {
  return name.startsWith(prefix) ? name.slice(prefix.length) : undefined
}

/** The title of a mean whose score also exists over all examples at once: papers cite the latter. */
export function meanTitle(title: string): string {
  return `${title} (mean over examples)`
}
