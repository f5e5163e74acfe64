export const experimentTexts = {
  title: 'Experiments',
  none: 'No experiments yet',
  how: 'An experiment compares models on one dataset. From a terminal:',
  name: 'Name',
  task: 'Task',
  metric: 'Primary metric',
  metric_by_itself: 'by itself',
  created: 'Made',
} as const
