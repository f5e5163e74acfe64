const float32 = 1
const int64 = 7

/** What a value of a graph is: numbers of a type in dimensions that have names. */
export interface OnnxValue {
  readonly name: string
  readonly type: 'float32' | 'int64'
  readonly dimensions: readonly string[]
}

/** A calculation; `axes` are those that it reduces. */
export interface OnnxNode {
  readonly operator: string
  readonly inputs: readonly string[]
  readonly output: string
  readonly axes?: readonly number[]
}

/** A graph with one constant: a table of rows. */
export interface OnnxGraph {
  readonly table: { readonly name: string; readonly rows: readonly (readonly number[])[] }
  readonly inputs: readonly OnnxValue[]
  readonly nodes: readonly OnnxNode[]
  readonly output: OnnxValue
}

/** The bytes of an ONNX file, operators of version 13. */
export function onnxFile({ table, inputs, nodes, output }: OnnxGraph): Uint8Array {
  const raw = new Uint8Array(new Float32Array(table.rows.flat()).buffer)
  const dimensions = [table.rows.length, table.rows[0]?.length ?? 0].map((size) => number(1, size))
  const constant = [...dimensions, number(2, float32), text(8, table.name), bytes(9, raw)]
  const graph = [
    ...nodes.map((node) => message(1, nodeParts(node))),
    text(2, 'tiny'),
    message(5, constant),
    ...inputs.map((input) => message(11, valueParts(input))),
    message(12, valueParts(output)),
  ]
  return joined([number(1, 8), message(7, graph), message(8, [text(1, ''), number(2, 13)])])
}

function nodeParts({ operator, inputs, output, axes }: OnnxNode): Uint8Array[] {
  const reduced = axes && [
    message(5, [text(1, 'axes'), number(20, 7), ...axes.map((axis) => number(8, axis))]),
    message(5, [text(1, 'keepdims'), number(20, 2), number(3, 0)]),
  ]
  return [...inputs.map((input) => text(1, input)), text(2, output), text(4, operator), ...(reduced ?? [])]
}

function valueParts({ name, type, dimensions }: OnnxValue): Uint8Array[] {
  const shape = dimensions.map((dimension) => message(1, [text(2, dimension)]))
  const element = type === 'float32' ? float32 : int64
  return [text(1, name), message(2, [message(1, [number(1, element), message(2, shape)])])]
}

function message(field: number, parts: readonly Uint8Array[]): Uint8Array {
  return bytes(field, joined(parts))
}

function text(field: number, value: string): Uint8Array {
  return bytes(field, new TextEncoder().encode(value))
}

function bytes(field: number, value: Uint8Array): Uint8Array {
  return joined([varint(field * 8 + 2), varint(value.length), value])
}

function number(field: number, value: number): Uint8Array {
  return joined([varint(field * 8), varint(value)])
}

function varint(value: number): Uint8Array {
  const digits: number[] = []
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Uint8Array.from([...digits, rest])
    digits.push((rest & 127) | 128)
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]))
}
