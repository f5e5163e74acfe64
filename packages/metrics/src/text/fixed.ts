/** A number with so many decimals, exact ties to the even digit, as Python and C print it. */
export function fixed(value: number, decimals: number): string {
  const isTie = Math.abs((value * 2 ** (decimals + 1)) % 2) === 1
  if (!isTie) return value.toFixed(decimals)
  const scaled = Math.floor(value * 10 ** decimals)
  return ((scaled % 2 === 0 ? scaled : scaled + 1) / 10 ** decimals).toFixed(decimals)
}
