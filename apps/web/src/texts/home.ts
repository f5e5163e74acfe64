export const homeTexts = {
  title: 'Home',
  recent: 'Recent runs',
  waits: 'Waits for you',
  waits_how: 'These runs failed or were stopped. Each says why, and can be tried again: what succeeded is reused.',
  first: 'Which model is right for your data?',
  first_how:
    'Give Assay examples, choose models, and it tells which result to trust: scores with intervals, a paired test, ' +
    'a verdict.',
  steps: {
    data: 'Upload a dataset',
    data_how: 'A CSV, JSON or Parquet file with your inputs and, if you have them, what the answers should be.',
    data_link: 'Drop a file',
    cli: 'Or from a terminal',
    sdk: 'Or from TypeScript',
  },
} as const
