/** RFC 2822 with a numeric zone, the only form that Twilio's 2010 API writes. */
export function rfc2822(at: Date): string {
  return at.toUTCString().replace('GMT', '+0000')
}

export function rfc2822OrNull(at: Date | null): string | null {
  return at === null ? null : rfc2822(at)
}
