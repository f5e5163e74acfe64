import type { ApplicationParameter } from '@assay/schemas'
import { useId } from 'react'
import { applicationTexts } from '../texts/application.ts'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'

interface ParameterFieldProps {
  readonly name: string
  readonly parameter: ApplicationParameter
}

const booleans = ['true', 'false'] as const

/** Takes a value of a parameter, by its type; what is left empty is as the application has it. */
export function ParameterField({ name, parameter }: ParameterFieldProps) {
  const { type, list, choices, min, max, max_length } = parameter
  const field = { label: name, name: `parameter.${name}`, required: isRequired(parameter) }
  if (list) return <ListField {...field} hint={hintOf(parameter)} />
  const offered = choices ?? (type === 'boolean' ? booleans : undefined)
  if (offered) {
    return (
      <div>
        <Select label={field.label} name={field.name} required={field.required} className="py-2">
          <option value="">{unsetText(parameter)}</option>
          {offered.map((choice) => (
            <option key={String(choice)} value={String(choice)}>
              {String(choice)}
            </option>
          ))}
        </Select>
        <p className="text-quiet">{parameter.description}</p>
      </div>
    )
  }
  if (type === 'string') return <Field {...field} hint={hintOf(parameter)} maxLength={max_length} />
  return (
    <Field
      {...field}
      hint={hintOf(parameter)}
      type="number"
      step={type === 'integer' ? 1 : 'any'}
      min={min}
      max={max}
    />
  )
}

interface ListFieldProps {
  readonly label: string
  readonly name: string
  readonly required: boolean
  readonly hint: string
}

function ListField({ label, hint, ...props }: ListFieldProps) {
  const id = useId()
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      <textarea
        id={id}
        rows={3}
        aria-describedby={`${id}-hint`}
        className="rounded-md border border-quiet bg-page px-3 py-2"
        {...props}
      />
      <p id={`${id}-hint`} className="text-quiet">
        {applicationTexts.several} {hint}
      </p>
    </div>
  )
}

function isRequired({ default: usual, optional }: ApplicationParameter): boolean {
  return usual === undefined && !optional
}

function hintOf({ description, default: usual, optional }: ApplicationParameter): string {
  const empty = usual === undefined ? '' : applicationTexts.default(valueText(usual))
  return [description, empty, usual === undefined && optional ? applicationTexts.optional : ''].join(' ').trim()
}

function unsetText({ default: usual }: ApplicationParameter): string {
  return usual === undefined ? applicationTexts.unset : applicationTexts.default_choice(valueText(usual))
}

function valueText(value: NonNullable<ApplicationParameter['default']>): string {
  return [value].flat().join(', ')
}
