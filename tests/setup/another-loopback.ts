let taken = 0

/**
 * An address of this machine that nobody else listens on. A proxy there can have the port of what it stands before, so
 * that a page behind it is one of the console's own: only names of this machine with the same port are. Linux
 * answers to all of 127.0.0.0/8.
 */
export function anotherLoopback(): string {
  taken++
  return `127.${(process.pid % 250) + 1}.${Math.floor(taken / 250)}.${(taken % 250) + 1}`
}

export function addressIn(url: string): { host: string; port: number } {
  const { hostname, port } = new URL(url)
  return { host: hostname, port: Number(port) }
}

/** Another address with the port of the URL. */
export const besides = (url: string) => ({ ...addressIn(url), host: anotherLoopback() })
