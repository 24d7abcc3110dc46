/**
 * What this browser remembers. A browser may forbid it or be full: then it remembers nothing, and all else goes on.
 * `localStorage` lasts; `sessionStorage` belongs to one tab and ends with it.
 */
export const browserMemory = memoryIn(() => localStorage)
export const tabMemory = memoryIn(() => sessionStorage)

/** @param storage may throw when it is only looked at */
function memoryIn(storage: () => Storage) {
  return {
    /** Null: nothing is remembered. */
    read(key: string): string | null {
      try {
        return storage().getItem(key)
      } catch {
        return null
      }
    },
    /** @returns whether it will be remembered */
    write(key: string, value: string): boolean {
      try {
        storage().setItem(key, value)
        return true
      } catch {
        return false
      }
    },
  }
}
