const signatures: readonly { readonly bytes: readonly number[]; readonly hint: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], hint: 'It looks like a zip archive or an Excel workbook: save the sheet as CSV.' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], hint: 'It looks like an Excel workbook: save the sheet as CSV.' },
  { bytes: [0x1f, 0x8b], hint: 'It looks compressed with gzip: unpack it first.' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], hint: 'It looks compressed with zstd: unpack it first.' },
  { bytes: [0x50, 0x41, 0x52, 0x31], hint: 'It looks like Parquet: say format "parquet".' },
  { bytes: [0x25, 0x50, 0x44, 0x46], hint: 'It looks like a PDF: upload the table as CSV.' },
  { bytes: [0xff, 0xfe], hint: 'It looks like UTF-16: save it as UTF-8.' },
  { bytes: [0xfe, 0xff], hint: 'It looks like UTF-16: save it as UTF-8.' },
]

/** What the user should do with a file that is not text, judging by its first bytes. */
export function binaryHint(beginning: Uint8Array): string {
  const found = signatures.find(({ bytes }) => bytes.every((byte, index) => beginning[index] === byte))
  return found?.hint ?? 'Save it as UTF-8, or say encoding "latin-1" if that is what it is.'
}
