import { type ComponentProps, useId } from 'react'

type FieldProps = ComponentProps<'input'> & { readonly label: string }

export function Field({ label, ...props }: FieldProps) {
  const id = useId()
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <input id={id} className="rounded-md border border-quiet bg-page px-3 py-2" {...props} />
    </div>
  )
}
