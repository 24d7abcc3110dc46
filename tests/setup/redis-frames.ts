/** Redis' protocol, as far as clients speak it: arrays of bulk strings. */
export class Frames {
  #rest = Buffer.alloc(0)

  read(bytes: Buffer): string[][] {
    this.#rest = Buffer.concat([this.#rest, bytes])
    const found: string[][] = []
    for (let words = this.#next(); words !== null; words = this.#next()) found.push(words)
    return found
  }

  #next(): string[] | null {
    let at = 0
    const line = () => {
      const end = this.#rest.indexOf('\r\n', at)
      if (end < 0) return null
      const text = this.#rest.toString('utf8', at, end)
      at = end + 2
      return text
    }
    const count = line()
    if (count === null) return null
    const words: string[] = []
    for (let n = 0; n < Number(count.slice(1)); n++) {
      const length = line()
      const end = at + Number(length?.slice(1))
      if (length === null || this.#rest.length < end + 2) return null
      words.push(this.#rest.toString('utf8', at, end))
      at = end + 2
    }
    this.#rest = this.#rest.subarray(at)
    return words
  }
}
