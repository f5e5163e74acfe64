export const listTexts = {
  more: 'Show more',
  loading: 'Loading …',
  undo: 'Undo',
  close: 'Close',
  cancel: 'Cancel',
  copy: 'Copy',
  copied: 'Copied',
} as const
