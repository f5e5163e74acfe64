/** The object by which a store says to which database it belongs. */
export const idKey = 'storage.id'
