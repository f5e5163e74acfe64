const topics = ['harbour', 'orchestra', 'glacier', 'bakery', 'library', 'tunnel', 'vineyard', 'museum']
const verbs = ['reopens after', 'closes because of', 'wins a prize for', 'asks the council about', 'is famous for']
const causes = ['a long repair', 'heavy rain', 'its new roof', 'missing money', 'an old quarrel', 'a bold plan']

/** Articles with reference summaries as CSV: `count` different ones, always the same; what matters stands first. */
export function newsCsv(count: number): string {
  const rows = Array.from({ length: count }, (_, index) => {
    const [topic, verb, cause] = [pick(topics, index), pick(verbs, index * 3), pick(causes, index * 7)]
    const lead = `The ${topic} number ${index} ${verb} ${cause}.`
    const detail = `Neighbours say that the ${topic} had waited ${index + 2} years for this day.`
    const asides = Array.from(
      { length: 6 },
      (_, aside) => `Nobody minded cat ${index * 11 + aside} on a wall that day.`,
    )
    return [[lead, detail, ...asides].join(' '), `The ${topic} ${verb} ${cause}, as neighbours had long waited for.`]
  })
  return ['examples,ground_truth', ...rows.map((row) => row.map((text) => `"${text}"`).join(','))].join('\n')
}

function pick(list: readonly string[], index: number): string {
  return list[index % list.length] ?? ''
}
