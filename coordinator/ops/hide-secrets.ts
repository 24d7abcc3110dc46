import { maskNumber, maskNumbersIn } from './mask-number.ts'

/** `scheme://user:password@host`. Here as below a text of any kind takes time in proportion to its length: it may be somebody's on purpose. */
const URLS = /(\b[a-z][a-z\d+.-]{0,20}:\/\/)([^\s"]*)/gi
/** What Redis says of a command that it does not know. */
const ARGUMENTS = /,? with args beginning with:[^\n]*/g
/** What V8 says of a text that is no JSON: it quotes some 40 characters. */
const QUOTED_JSON = /,? (?:\.\.\.)?"[^\n]{0,200}"(?:\.\.\.)? is not valid JSON/g
/** A number without a plus, as Twilio quotes it. A decimal, a date and a name with digits are none. */
const PLAIN_NUMBER = /(?<![\w.+•-])\d{9,15}(?![\w.-])/g

/** Hides the login of every URL in a text: all before the last `@`, since a pasted password may hold any character. */
export const hideLogins = (text: string): string =>
  text.replace(URLS, (url: string, scheme: string, rest: string) => {
    const at = rest.lastIndexOf('@')
    return at < 0 ? url : `${scheme}(secret)${rest.slice(at)}`
  })

/** The message or the stack of an error without what it quotes: logins, arguments of commands, stored text, phone numbers. */
export const hideSecrets = (text: string): string =>
  maskNumbersIn(hideLogins(text))
    .replace(ARGUMENTS, '')
    .replace(QUOTED_JSON, ': not valid JSON')
    .replace(PLAIN_NUMBER, (digits) => maskNumber(digits))
