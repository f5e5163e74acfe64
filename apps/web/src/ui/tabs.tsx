'use client'

interface TabsProps<Option extends string> {
  readonly label: string
  readonly value: Option
  readonly options: readonly Option[]
  readonly textOf: (option: Option) => string
  readonly onChange: (option: Option) => void
}

const tab =
  'border-b-2 border-transparent px-1 pb-2 text-quiet hover:text-ink ' +
  'aria-pressed:border-accent aria-pressed:font-medium aria-pressed:text-ink'

/** Views of one thing, of which one is shown. */
export function Tabs<Option extends string>({ label, value, options, textOf, onChange }: TabsProps<Option>) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for forms
    <div role="group" aria-label={label} className="mb-4 flex gap-5 overflow-x-auto border-b border-line">
      {options.map((option) => (
        <button
          key={option}
          type="button"
          aria-pressed={option === value}
          className={tab}
          onClick={() => onChange(option)}
        >
          {textOf(option)}
        </button>
      ))}
    </div>
  )
}
