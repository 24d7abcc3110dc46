/** The formats that Twilio's description names, as far as they say more than that it is a text. */
export const formats = {
  uri: isUri,
  'date-time': /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?Z)?$/,
  date: /^\d{4}-\d\d-\d\d$/,
  'date-time-rfc-2822':
    /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4} \d\d:\d\d:\d\d \+0000$/,
  'phone-number': /^(\+[1-9]\d{1,14}|client:.+)$/,
  endpoint: /^(\+[1-9]\d{1,14}|client:.+|sip:.+)$/,
  currency: /^[A-Z]{3}$/,
  'http-method': true,
  twiml: (text: string) => text.length <= 4_000 && text.trimStart().startsWith('<'),
  int64: true,
  'uri-map': true,
  'phone-number-capabilities': true,
} as const

/** Absolute, as a webhook's address must be; in answers also a path on Twilio's own host. */
function isUri(text: string): boolean {
  const url = URL.parse(text)
  return url === null ? text.startsWith('/') : ['http:', 'https:'].includes(url.protocol)
}
