export const readme = `# A comparison of Assay, to be computed again

- manifest.json: the question (runs, primary score, level, margins, seed, method), the dataset with the SHA-256 of its
  file, how to read each score and whom to cite for it, and of each run its model, parameters, seeds, repeats and the
  versions of its metrics; and the size and SHA-256 of every other file here.
- result.json: what the comparison found.
- dataset.parquet: the examples.
- runs/<n>/predictions-<repeat>.parquet: what the model answered, row by row as in the dataset. A run without them took
  its predictions from a column of the dataset.
- runs/<n>/scores.parquet: its scores, row by row. With repeats they are means, and "<score>#<repeat>" is that of each.
  What scores over all examples at once are made of is in "<metric>:<statistic>", with repeats
  "<metric>:<statistic>#<repeat>".

"assay comparisons verify <this file>" has an Assay server compute result.json again from the scores and the question,
and says whether all numbers are the same, to the last digit.
`
