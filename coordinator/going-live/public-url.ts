const TWILIO = /(^|\.)twilio\.com$/
const PRIVATE =
  /^(localhost|.*\.(local|internal|localhost)|127\..*|10\..*|192\.168\..*|172\.(1[6-9]|2\d|3[01])\..*|169\.254\..*|\[(::1|f[cd].*|fe80:.*)\])$/

/** Whether these are Twilio's own servers, and not something that stands in for them. */
export const isRealTwilio = (apiUrl: string) => TWILIO.test(new URL(apiUrl).hostname)

/** Why Twilio or a browser could not use this address; null when nothing speaks against it. */
export function publicUrlProblem(publicUrl: string, apiUrl: string): string | null {
  if (!isRealTwilio(apiUrl)) return null
  const { protocol, hostname } = new URL(publicUrl)
  if (PRIVATE.test(hostname)) return `PUBLIC_URL is ${publicUrl}, which Twilio cannot reach from outside`
  if (protocol !== 'https:')
    return `PUBLIC_URL is ${publicUrl}: browsers give a page its microphone over https only`
  return null
}
