export type Damage = 'missing' | 'cut' | 'altered'

/** An object is not as it was stored. */
export class ObjectDamaged extends Error {
  override readonly name = 'ObjectDamaged'
  readonly key: string
  readonly damage: Damage

  constructor(key: string, damage: Damage, options?: ErrorOptions) {
    super(`The object "${key}" in storage is ${damage}.`, options)
    this.key = key
    this.damage = damage
  }
}
