import type { ApplicationParameter } from '@assay/schemas'
import { type ReactNode, useId } from 'react'
import { applicationTexts } from '../texts/application.ts'
import { Field } from '../ui/field.tsx'

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
  if (offered)
    return <ChoiceField {...field} hint={parameter.description} unset={unsetText(parameter)} choices={offered} />
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

interface ShapedFieldProps {
  readonly label: string
  readonly name: string
  readonly required: boolean
  readonly hint: string
}

const shape = 'min-w-0 rounded-md border border-quiet bg-page px-3 py-2'

function ListField({ label, hint, ...props }: ShapedFieldProps) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={`${applicationTexts.several} ${hint}`.trim()}>
      <textarea id={id} rows={3} aria-describedby={`${id}-hint`} className={shape} {...props} />
    </Labelled>
  )
}

interface ChoiceFieldProps extends ShapedFieldProps {
  /** What stands for no choice. */
  readonly unset: string
  readonly choices: readonly (string | number | boolean)[]
}

function ChoiceField({ label, hint, unset, choices, ...props }: ChoiceFieldProps) {
  const id = useId()
  return (
    <Labelled id={id} label={label} hint={hint}>
      <select id={id} aria-describedby={`${id}-hint`} className={shape} {...props}>
        <option value="">{unset}</option>
        {choices.map((choice) => (
          <option key={String(choice)} value={String(choice)}>
            {String(choice)}
          </option>
        ))}
      </select>
    </Labelled>
  )
}

interface LabelledProps {
  readonly id: string
  readonly label: string
  readonly hint: string
  readonly children: ReactNode
}

function Labelled({ id, label, hint, children }: LabelledProps) {
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="font-medium">
        {label}
      </label>
      {children}
      <p id={`${id}-hint`} className="text-quiet">
        {hint}
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
