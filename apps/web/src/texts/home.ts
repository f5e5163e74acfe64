export const homeTexts = {
  title: 'Home',
  recent: 'Recent runs',
  none: 'Nothing has run yet',
  how: 'Upload a dataset and evaluate models on it. From a terminal:',
} as const
