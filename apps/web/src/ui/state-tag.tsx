const marks = new Map([
  ['succeeded', { mark: '✓', look: 'text-good' }],
  ['ready', { mark: '✓', look: 'text-good' }],
  ['failed', { mark: '✕', look: 'text-bad' }],
  ['running', { mark: '●', look: 'text-accent' }],
  ['ingesting', { mark: '●', look: 'text-accent' }],
])

export function StateTag({ state }: { readonly state: string }) {
  const { mark, look } = marks.get(state) ?? { mark: '○', look: 'text-quiet' }
  return (
    <span className={`whitespace-nowrap ${look}`}>
      <span aria-hidden="true">{mark}</span> {state}
    </span>
  )
}
