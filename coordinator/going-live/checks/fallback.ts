import { twilioAccount } from '../account.ts'
import type { Deployment } from './account.ts'
import { type DoctorCheck, ok, probe, skipped, wrong } from './check.ts'

/** What callers get while we are away. Nobody notices that it is broken until it is needed. */
export function fallback({ twilio, publicUrl }: Deployment): DoctorCheck {
  return {
    name: 'Fallback',
    async run() {
      const numbers = await twilioAccount(twilio).numbers()
      const ours = numbers.filter(({ fields }) => fields.voiceUrl?.startsWith(`${publicUrl}/`))
      const addresses = new Map(ours.map(({ fields }) => [fields.voiceFallbackUrl ?? '', fields]))
      addresses.delete('')
      if (addresses.size === 0)
        return skipped('no fallback URL is set: while the coordinator is away, callers hear an error')
      for (const [url, { voiceFallbackMethod }] of addresses) {
        const { status, body } = await probe(url, { method: voiceFallbackMethod || 'POST' })
        const isOk = status >= 200 && status < 300
        if (!isOk || !body.includes('<Response'))
          return wrong(
            `${url} answers ${status}${isOk ? ', but no TwiML' : ''} to ${voiceFallbackMethod}`,
            'put the document of --fallback-document there, as text/xml',
          )
      }
      return ok(`${[...addresses.keys()].join(', ')} answers with TwiML`)
    },
  }
}
