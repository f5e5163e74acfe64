import { type SyntheticEvent, useId, useState } from 'react'

interface TypedFilterProps {
  readonly label: string
  readonly hint?: string
  readonly value: string
  readonly is_search?: boolean
  readonly onApply: (text: string) => void
}

/** A filter that counts when Enter is pressed, or it is left. */
export function TypedFilter({ label, hint, value, is_search = false, onApply }: TypedFilterProps) {
  const id = useId()
  const [text, setText] = useState(value)
  const apply = (event?: SyntheticEvent) => {
    event?.preventDefault()
    if (text.trim() !== value) onApply(text.trim())
  }
  return (
    <form className="grid min-w-0 gap-1" onSubmit={apply}>
      <label htmlFor={id} className="text-xs font-medium text-quiet">
        {label}
      </label>
      <input
        id={id}
        type={is_search ? 'search' : 'text'}
        data-search={is_search || undefined}
        inputMode={is_search ? 'search' : 'decimal'}
        autoComplete="off"
        placeholder={hint}
        value={text}
        onChange={({ target }) => setText(target.value)}
        onBlur={() => apply()}
        className="min-w-0 rounded-md border border-quiet/60 bg-page px-2 py-1.5"
      />
    </form>
  )
}
