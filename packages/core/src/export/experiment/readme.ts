export const readme = `# An experiment of Assay

- manifest.json: the experiment, its dataset, and of each run that had ended its model, settings, jobs, and what they
  found; judges, samples and labels; and the size and SHA-256 of every other file here. There are no secrets in it.
- dataset/: the file as it was uploaded, and its examples as a table.
- runs/<n>/: predictions, scores, and what judges said, row by row as in the table of examples.

"assay experiments import <this file>" makes the experiment anew, on any Assay server.
`
