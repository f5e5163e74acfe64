/** Why a store cannot be used: what an operator can correct, in words for them. */
export class StorageFault extends Error {
  override readonly name = 'StorageFault'
}
