const signatures: readonly { readonly bytes: readonly number[]; readonly hint: string }[] = [
  { bytes: [0x50, 0x4b, 0x03, 0x04], hint: 'It looks like a zip archive or an Excel workbook: save the sheet as CSV.' },
  { bytes: [0xd0, 0xcf, 0x11, 0xe0], hint: 'It looks like an Excel workbook: save the sheet as CSV.' },
  { bytes: [0x1f, 0x8b], hint: 'It looks compressed with gzip: unpack it first.' },
  { bytes: [0x28, 0xb5, 0x2f, 0xfd], hint: 'It looks compressed with zstd: unpack it first.' },
  { bytes: [0x50, 0x41, 0x52, 0x31], hint: 'It looks like Parquet: say format "parquet".' },
  { bytes: [0x25, 0x50, 0x44, 0x46], hint: 'It looks like a PDF: upload the table as CSV.' },
]

/** What the user should do with a file that is not text, judging by its first bytes. */
export function binaryHint(beginning: Uint8Array): string {
  return signatureHint(beginning) ?? wideHint(beginning) ?? 'Save it as UTF-8, or say which encoding it has.'
}

/** Undefined: the bytes are not those with which a known kind of binary file begins. */
export function signatureHint(beginning: Uint8Array): string | undefined {
  return signatures.find(({ bytes }) => bytes.every((byte, index) => beginning[index] === byte))?.hint
}

/** Text of two bytes a character has a NUL in every other place, where it is Latin. */
function wideHint(beginning: Uint8Array): string | undefined {
  const pair = [...beginning.subarray(0, 2)].map((byte) => byte === 0)
  if (pair[0] === pair[1]) return undefined
  return `It looks like UTF-16 without a byte order mark: say encoding "${pair[0] ? 'utf-16be' : 'utf-16le'}".`
}
