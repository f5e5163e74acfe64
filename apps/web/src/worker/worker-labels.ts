/** Labels as they are written between commas. */
export function labelsOf(text: string): string[] {
  const labels = text.split(',').map((label) => label.trim())
  return labels.filter((label) => label !== '')
}
