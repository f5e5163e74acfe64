import { type ComponentProps, useId } from 'react'
import { classes } from './classes.ts'

type SelectProps = ComponentProps<'select'> & { readonly label: string }

/** One of several, as the browser offers it. */
export function Select({ label, className, ...props }: SelectProps) {
  const id = useId()
  return (
    <div className="grid min-w-0 gap-1">
      <label htmlFor={id} className="text-xs font-medium text-quiet">
        {label}
      </label>
      <select
        id={id}
        className={classes('min-w-0 rounded-md border border-quiet/60 bg-page px-2 py-1.5', className)}
        {...props}
      />
    </div>
  )
}
