import { type Column, type ColumnRoles, columnRoles, recogniseColumns } from '@assay/schemas'

/** Those that were said, else those that the names of columns tell, else the usual ones, which need not be there. */
export function rolesOf(
  columns: readonly Column[],
  said: { readonly [Role in keyof ColumnRoles]?: string | undefined },
): ColumnRoles {
  const { input, reference, prediction } = recogniseColumns(columns.map(({ name }) => name))
  return columnRoles.parse({
    input: said.input ?? input[0],
    reference: said.reference ?? reference[0],
    prediction: said.prediction ?? prediction[0],
  })
}
