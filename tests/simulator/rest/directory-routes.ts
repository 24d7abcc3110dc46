import { z } from 'zod'
import type { Exchange } from '../calls/exchange.ts'
import type { SimulatedApp, VoiceConfiguration } from '../directory.ts'
import type { SimulatorRequest, SimulatorRoute } from '../http/routes.ts'
import { notFound } from './errors.ts'
import { formUrl, httpMethod, readForm } from './form.ts'
import { page } from './paging.ts'
import type { Resources } from './resources.ts'

const change = z.object({
  FriendlyName: z.string().optional(),
  VoiceUrl: formUrl.optional(),
  VoiceMethod: httpMethod.optional(),
  VoiceFallbackUrl: formUrl.optional(),
  VoiceFallbackMethod: httpMethod.optional(),
  StatusCallback: formUrl.optional(),
  StatusCallbackMethod: httpMethod.optional(),
  VoiceApplicationSid: z.string().optional(),
})

/** The phone number and the TwiML Apps: how a deployment is put behind them. */
export function directoryRoutes(exchange: Exchange, resources: Resources, base: string): SimulatorRoute[] {
  const { directory } = exchange
  const { number } = directory
  const only = (request: SimulatorRequest, sid: string) => {
    if (request.params.sid !== sid) throw notFound(request.path)
  }
  const numbers = `${base}/IncomingPhoneNumbers`
  const apps = `${base}/Applications`
  const showNumber = () => ({ status: 200, body: resources.number(number) })
  const showApp = (app: SimulatedApp) => ({ status: 200, body: resources.application(app) })
  const named = (request: SimulatorRequest) => {
    const app = directory.apps.get(request.params.sid ?? '')
    if (app === undefined) throw notFound(request.path)
    return app
  }

  return [
    {
      method: 'GET',
      path: `${numbers}.json`,
      handle: (request) => {
        const asked = request.query.get('PhoneNumber')
        // Twilio matches a part of the number too.
        const found = asked === null || number.phoneNumber.includes(asked.replace(/\*/g, ''))
        return {
          status: 200,
          body: page(request, 'incoming_phone_numbers', found ? [resources.number(number)] : []),
        }
      },
    },
    {
      method: 'GET',
      path: `${numbers}/:sid.json`,
      handle: (request) => {
        only(request, number.sid)
        return showNumber()
      },
    },
    {
      method: 'POST',
      path: `${numbers}/:sid.json`,
      handle: (request) => {
        only(request, number.sid)
        const form = readForm(request, change)
        if (form.VoiceApplicationSid !== undefined) number.voiceApplicationSid = form.VoiceApplicationSid
        apply(number, form)
        return showNumber()
      },
    },
    {
      method: 'GET',
      path: `${apps}.json`,
      handle: (request) => {
        const asked = request.query.get('FriendlyName')
        const found = [...directory.apps.values()].filter(
          ({ friendlyName }) => asked === null || asked === friendlyName,
        )
        return {
          status: 200,
          body: page(
            request,
            'applications',
            found.map((app) => resources.application(app)),
          ),
        }
      },
    },
    {
      method: 'POST',
      path: `${apps}.json`,
      handle: (request) => {
        const form = readForm(request, change)
        const app = directory.addApp(form.FriendlyName ?? '')
        apply(app, form)
        return { status: 201, body: resources.application(app) }
      },
    },
    {
      method: 'GET',
      path: `${apps}/:sid.json`,
      handle: (request) => showApp(named(request)),
    },
    {
      method: 'POST',
      path: `${apps}/:sid.json`,
      handle: (request) => {
        const app = named(request)
        apply(app, readForm(request, change))
        return showApp(app)
      },
    },
    {
      method: 'DELETE',
      path: `${apps}/:sid.json`,
      handle: (request) => {
        directory.apps.delete(named(request).sid)
        return { status: 204 }
      },
    },
  ]
}

function apply(configuration: VoiceConfiguration, form: z.output<typeof change>): void {
  configuration.friendlyName = form.FriendlyName ?? configuration.friendlyName
  configuration.voiceUrl = form.VoiceUrl ?? configuration.voiceUrl
  configuration.voiceMethod = form.VoiceMethod ?? configuration.voiceMethod
  configuration.voiceFallbackUrl = form.VoiceFallbackUrl ?? configuration.voiceFallbackUrl
  configuration.voiceFallbackMethod = form.VoiceFallbackMethod ?? configuration.voiceFallbackMethod
  configuration.statusCallback = form.StatusCallback ?? configuration.statusCallback
  configuration.statusCallbackMethod = form.StatusCallbackMethod ?? configuration.statusCallbackMethod
  configuration.updatedAt = new Date()
}
