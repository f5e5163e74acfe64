/** The API whose pages these are, where it is another process; undefined: it is asked at the same address. */
export function readApiUrl(variables: Record<string, string | undefined> = process.env): string | undefined {
  const url = variables['ASSAY_API_URL']
  return url === undefined || url === '' ? undefined : new URL(url).href
}
