interface HistogramProps {
  readonly label: string
  readonly bins: readonly number[]
  readonly className?: string
}

/** How values are spread, as bars. */
export function Histogram({ label, bins, className = 'h-6 w-full' }: HistogramProps) {
  const most = Math.max(...bins, 1)
  const width = 100 / bins.length
  return (
    <svg role="img" aria-label={label} viewBox="0 0 100 24" preserveAspectRatio="none" className={className}>
      <title>{label}</title>
      {bins.map((count, bin) => {
        const height = count === 0 ? 0 : Math.max(1.5, (count / most) * 24)
        return (
          <rect
            key={bin}
            x={bin * width + 0.4}
            y={24 - height}
            width={width - 0.8}
            height={height}
            className="fill-accent"
          />
        )
      })}
    </svg>
  )
}
