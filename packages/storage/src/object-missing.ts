export class ObjectMissing extends Error {
  override readonly name = 'ObjectMissing'
  readonly key: string

  constructor(key: string, options?: ErrorOptions) {
    super(`There is no object "${key}" in storage.`, options)
    this.key = key
  }
}
