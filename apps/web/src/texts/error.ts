export const errorTexts = {
  again: 'Try again',
  request: 'Request',
  lost: 'The server cannot be reached. This page tries again by itself.',
  no_page: 'Not found',
  not_found: 'There is nothing at this address, or nothing that you may see.',
} as const
