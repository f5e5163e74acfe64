import type { MetricExample } from './metric.ts'

/** Why an example has no score of this name: how long its texts are. */
export function tooLong(title: string, { prediction, references }: MetricExample): string {
  const longest = Math.max(...references.map(({ length }) => length))
  const others = references.length === 1 ? 'a reference of' : `${references.length} references of up to`
  return (
    `The texts are too long for ${title}, which takes time with the product of their lengths: a prediction of ` +
    `${prediction.length} characters and ${others} ${longest}.`
  )
}
