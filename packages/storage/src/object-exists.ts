export class ObjectExists extends Error {
  override readonly name = 'ObjectExists'
  readonly key: string

  constructor(key: string, options?: ErrorOptions) {
    super(`There is an object "${key}" in storage already.`, options)
    this.key = key
  }
}
