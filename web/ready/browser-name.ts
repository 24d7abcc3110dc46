/** How people call this browser. Others build on Chrome and name it too, so they come first. */
export function browserName(userAgent: string): 'Firefox' | 'Edge' | 'Safari' | 'Chrome' | 'The browser' {
  if (/Firefox\//.test(userAgent)) return 'Firefox'
  if (/Edg\//.test(userAgent)) return 'Edge'
  if (/Chrom(e|ium)\//.test(userAgent)) return 'Chrome'
  if (/Safari\//.test(userAgent)) return 'Safari'
  return 'The browser'
}
