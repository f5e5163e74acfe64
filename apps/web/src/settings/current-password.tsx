import { sessionTexts } from '../texts/session.ts'
import { settingsTexts } from '../texts/settings.ts'
import { Field } from '../ui/field.tsx'

/** Shows that it is really the user who changes the account. */
export function CurrentPassword() {
  return (
    <Field
      label={settingsTexts.password.current}
      hint={sessionTexts.password_or_none}
      name="current_password"
      type="password"
      autoComplete="current-password"
      maxLength={256}
    />
  )
}
