const steps = [
  { unit: 'd', seconds: 86_400 },
  { unit: 'h', seconds: 3_600 },
  { unit: 'min', seconds: 60 },
] as const

/** How long something took, in its two greatest units: 1 h 5 min, 12 s, 0.4 s. */
export function durationText(milliseconds: number): string {
  const seconds = milliseconds / 1_000
  if (seconds < 10) return `${Math.max(seconds, 0).toFixed(1)} s`
  const at = steps.findIndex((step) => seconds >= step.seconds)
  const step = steps[at]
  if (step === undefined) return `${Math.floor(seconds)} s`
  const whole = Math.floor(seconds / step.seconds)
  const smaller = steps[at + 1] ?? { unit: 's', seconds: 1 }
  const rest = Math.floor((seconds - whole * step.seconds) / smaller.seconds)
  return `${whole} ${step.unit} ${rest} ${smaller.unit}`
}
