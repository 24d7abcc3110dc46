/** How people call this browser; null for another one. Others build on Chrome and name it too, so they come first. */
export function browserName(userAgent: string): 'Firefox' | 'Edge' | 'Safari' | 'Chrome' | null {
  if (/Firefox\//.test(userAgent)) return 'Firefox'
  if (/Edg\//.test(userAgent)) return 'Edge'
  if (/Chrom(e|ium)\//.test(userAgent)) return 'Chrome'
  if (/Safari\//.test(userAgent)) return 'Safari'
  return null
}
