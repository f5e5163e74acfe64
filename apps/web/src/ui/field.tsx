import { type ComponentProps, useId } from 'react'

type FieldProps = ComponentProps<'input'> & {
  readonly label: string
  /** What is good to know before it is filled in. */
  readonly hint?: string | undefined
}

export function Field({ label, hint, ...props }: FieldProps) {
  const id = useId()
  return (
    <div className="grid min-w-0 gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <input
        id={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="w-full min-w-0 rounded-md border border-quiet bg-page px-3 py-2"
        {...props}
      />
      {hint !== undefined && (
        <p id={`${id}-hint`} className="text-quiet">
          {hint}
        </p>
      )}
    </div>
  )
}
