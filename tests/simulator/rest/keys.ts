import { z } from 'zod'
import type { ApiKey, Directory } from '../directory.ts'
import type { SimulatorRequest, SimulatorRoute } from '../http/routes.ts'
import { notFound } from './errors.ts'
import { readForm } from './form.ts'
import { page } from './paging.ts'
import type { Resources } from './resources.ts'

const creation = z.object({ FriendlyName: z.string().max(64).default('') })

/** The account's API keys. A secret is in the answer to its key's creation, and nowhere else. */
export function keyRoutes(directory: Directory, resources: Resources, base: string): SimulatorRoute[] {
  const { keys } = directory
  const path = `${base}/Keys`
  const named = (request: SimulatorRequest): ApiKey => {
    const key = keys.get(request.params.sid ?? '')
    if (key === undefined) throw notFound(request.path)
    return key
  }
  return [
    {
      method: 'GET',
      path: `${path}.json`,
      handle: (request) => {
        const all = [...keys.values()].map((key) => resources.key(key))
        return { status: 200, body: page(request, 'keys', all) }
      },
    },
    {
      method: 'POST',
      path: `${path}.json`,
      handle: (request) => {
        const key = directory.addKey(readForm(request, creation).FriendlyName)
        return { status: 201, body: { ...resources.key(key), secret: key.secret } }
      },
    },
    {
      method: 'GET',
      path: `${path}/:sid.json`,
      handle: (request) => ({ status: 200, body: resources.key(named(request)) }),
    },
    {
      method: 'DELETE',
      path: `${path}/:sid.json`,
      handle: (request) => {
        keys.delete(named(request).sid)
        return { status: 204 }
      },
    },
  ]
}
