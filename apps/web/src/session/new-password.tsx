import { sessionTexts } from '../texts/session.ts'
import { Field } from '../ui/field.tsx'

/** The field of a password that is being chosen. */
export function NewPassword({ label = sessionTexts.password }: { readonly label?: string }) {
  return (
    <Field
      label={label}
      hint={sessionTexts.password_rule}
      name="password"
      type="password"
      autoComplete="new-password"
      minLength={12}
      maxLength={256}
      required
    />
  )
}
