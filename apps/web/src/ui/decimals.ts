/** How many digits after the point values of this size need. */
export function decimalsFor(values: readonly (number | null)[]): number {
  const largest = Math.max(0, ...values.map((value) => Math.abs(value ?? 0)))
  if (largest >= 1000) return 0
  if (largest >= 100) return 1
  if (largest >= 1) return 2
  // costs of single answers are this small
  if (largest > 0 && largest < 0.0001) return Math.min(12, Math.ceil(-Math.log10(largest)) + 2)
  return largest > 0 && largest < 0.01 ? 5 : 3
}

/** A number with so many digits after the point, its sign a minus. */
export function fixedText(value: number | null, decimals: number): string {
  if (value === null) return '–'
  const text = value.toFixed(decimals)
  return (Number(text) === 0 ? text.replace('-', '') : text).replace('-', '−')
}

export function signedText(value: number | null, decimals: number): string {
  const text = fixedText(value, decimals)
  return value !== null && value > 0 ? `+${text}` : text
}

/** A p-value, never as 0. */
export function pText(value: number | null): string {
  if (value === null) return '–'
  return value < 0.001 ? '< 0.001' : value.toFixed(3)
}

export function percentText(share: number): string {
  return `${Number((share * 100).toFixed(1))} %`
}
