export const runTexts = {
  name: 'Run',
  state: 'State',
  kind: 'Kind',
  created: 'Started',
} as const
