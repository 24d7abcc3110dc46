const names: string[] = []

/** Headers of a request from the address of that name: failures count per address too. */
export function addressOf(name: string) {
  if (!names.includes(name)) names.push(name)
  const n = names.indexOf(name) + 1
  return { 'x-forwarded-for': `198.18.${n >> 8}.${n & 255}` }
}
