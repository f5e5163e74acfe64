const boundary = 'assay-bench-boundary'

/** A file as a form has it. */
export function csvForm(filename: string, csv: string): { readonly type: string; readonly body: string } {
  const part = (head: string, content: string) =>
    `--${boundary}\r\ncontent-disposition: form-data; ${head}\r\n\r\n${content}\r\n`
  const file = part(`name="dataset"; filename="${filename}"\r\ncontent-type: text/csv`, csv)
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: `${file}${part('name="format"', 'job')}--${boundary}--\r\n`,
  }
}

/** A CSV file of so many short texts with references. */
export function texts(rows: number): string {
  const lines = Array.from(
    { length: rows },
    (_, row) =>
      `"The harbour number ${row} reopens. The ferry sails again, and nobody knows why.",The harbour ${row} opens.`,
  )
  return ['examples,ground_truth', ...lines, ''].join('\n')
}
