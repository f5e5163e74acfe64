/** Less is not worth a call. */
const leastBytes = 16 * 1024

/**
 * Gives back the memory of bytes that nobody will look at again. Left alone, large streams have the collector go
 * through the whole heap for every 64 MiB that pass.
 */
export function freeMemory({ buffer, byteLength }: Uint8Array): void {
  const isAlone = buffer instanceof ArrayBuffer && buffer.byteLength === byteLength
  if (isAlone && byteLength >= leastBytes) buffer.transfer(0)
}
