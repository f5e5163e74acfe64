/** What is pasted, as files: those of the clipboard, or rows of a table as text. */
export function pastedFiles(data: DataTransfer, now: Date): File[] {
  if (data.files.length > 0) return [...data.files]
  const text = data.getData('text/plain').trim()
  if (!text.includes('\n')) return []
  const name = `pasted-${now.toISOString().slice(0, 19).replaceAll(/[T:]/g, '-')}`
  return [new File([text], `${name}.${extensionOf(text)}`, { lastModified: now.getTime() })]
}

function extensionOf(text: string): string {
  const [head = ''] = text.split('\n', 1)
  if (head.startsWith('[')) return 'json'
  if (head.startsWith('{')) return 'jsonl'
  return head.includes('\t') ? 'tsv' : 'csv'
}
