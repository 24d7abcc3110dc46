/** Whether a host, as a URL or a setting names it, is this machine itself: nothing else is ever reached by that name. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  return /^((.+\.)?localhost|::1|(::ffff:)?127(\.\d{1,3}){3})$/.test(name)
}

/** Whether nobody on the way can read what is sent to a URL: it is encrypted, or does not leave this machine. */
export function isPrivate(url: string): boolean {
  const { protocol, hostname } = new URL(url)
  return ['https:', 'wss:', 'rediss:', 'unix:'].includes(protocol) || isLoopback(hostname)
}
