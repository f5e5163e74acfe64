import { cva, type VariantProps } from 'class-variance-authority'
import type { ComponentProps } from 'react'
import { classes } from './classes.ts'

const button = cva('inline-flex items-center justify-center rounded-md px-3 py-1.5 font-medium disabled:opacity-60', {
  variants: {
    look: {
      main: 'bg-accent text-on-accent hover:opacity-90',
      plain: 'border border-line bg-raised hover:border-quiet',
      danger: 'border border-bad text-bad hover:bg-bad hover:text-page',
      quiet: 'text-quiet hover:text-ink',
    },
  },
  defaultVariants: { look: 'plain' },
})

type ButtonProps = ComponentProps<'button'> & VariantProps<typeof button>

export function Button({ look, className, type = 'button', ...props }: ButtonProps) {
  return <button type={type} className={classes(button({ look }), className)} {...props} />
}
