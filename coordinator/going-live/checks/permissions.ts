import { parsePhoneNumberFromString } from 'libphonenumber-js'
import { TWILIO_API } from '../../settings/twilio.ts'
import { twilioRest } from '../../twilio/rest-client.ts'
import type { Deployment } from './account.ts'
import { type DoctorCheck, ok, skipped, wrong } from './check.ts'

const CONSOLE = 'Twilio console, Voice, Settings, Geo permissions'

/** The API of dialling permissions has a host of its own, which nothing but Twilio itself answers at. */
export const permissionsApi = (apiUrl: string) => (apiUrl === TWILIO_API ? 'https://voice.twilio.com' : null)

/**
 * Where outside numbers may be called: at home, at least; and not the ranges that toll fraud lives on.
 * @param api origin of the permissions; null where there is none
 */
export function dialingPermissions({ twilio: settings }: Deployment, api: string | null): DoctorCheck {
  return {
    name: 'Geo permissions',
    async run() {
      if (api === null) return skipped('only Twilio itself tells them')
      const home =
        settings.callerId === null ? undefined : parsePhoneNumberFromString(settings.callerId)?.country
      if (home === undefined) return skipped('without TWILIO_CALLER_ID nobody outside is called')
      const { countries } = twilioRest({ ...settings, apiUrl: api }).voice.v1.dialingPermissions
      const [own, risky] = await Promise.all([
        countries(home).fetch(),
        countries.list({ highRiskTollfraudNumbersEnabled: true }),
      ])
      if (!own.lowRiskNumbersEnabled)
        return wrong(`calls to ${home} are not allowed`, `allow them: ${CONSOLE}`)
      if (risky.length > 0) {
        const codes = risky.map(({ isoCode }) => isoCode).join(', ')
        return wrong(`numbers known for toll fraud may be called in ${codes}`, `forbid them: ${CONSOLE}`)
      }
      return ok(`calls to ${home} are allowed, and none to numbers known for toll fraud`)
    },
  }
}
