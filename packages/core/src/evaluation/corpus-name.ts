const prefix = 'corpus_'

/** What a score over all examples at once is called where its mean over examples could be meant as well. */
export function corpusName(score: string): string {
  return prefix + score
}

/** The score that a corpus score is the form of; undefined: the name is not one of a corpus score. */
export function scoreOfCorpus(name: string): string | undefined {
  return name.startsWith(prefix) ? name.slice(prefix.length) : undefined
}

/** What a mean is called whose score has a form over all examples at once: papers cite that one. */
export function meanTitle(title: string): string {
  return `${title} (mean over examples)`
}
