import ipaddr from 'ipaddr.js'

/** An address with a port behind it, as some proxies forward it. */
const WITH_PORT = /^(?:\[(?<v6>[^\]]+)\](?::\d+)?|(?<v4>\d+\.\d+\.\d+\.\d+):\d+)$/

/** The form in which a client's address is known: without a port, and an IPv4 address as such. What is no address stays. */
export function clientAddress(given: string): string {
  const { v4, v6 } = WITH_PORT.exec(given.trim())?.groups ?? {}
  const bare = v4 ?? v6 ?? given.trim()
  return ipaddr.isValid(bare) ? ipaddr.process(bare).toString() : bare
}

/** Whose address it is: a client has all addresses of an IPv6 /64. */
export function networkOf(address: string): string {
  if (!ipaddr.IPv6.isValid(address)) return address
  const { parts } = ipaddr.IPv6.parse(address)
  return `${parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`
}
