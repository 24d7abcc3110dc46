import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type { Route } from '../http/routes.ts'
import { SOUNDS, type Sound } from './urls.ts'

/** A WAV file of `npm run sounds`. */
export const soundFile = (name: Sound | 'silence') =>
  readFileSync(new URL(`./sounds/${name}.wav`, import.meta.url))

/** `GET /sounds/<name>.wav`, for Twilio, which sends no cookie and caches the file. */
export const soundRoutes = (): Route[] =>
  SOUNDS.map((name) => {
    const body = soundFile(name)
    const headers = {
      'Content-Type': 'audio/wav',
      'Cache-Control': 'public, max-age=86400',
      ETag: `"${createHash('sha1').update(body).digest('base64url')}"`,
    }
    const handle = () => ({ status: 200, body, headers })
    return { method: 'GET', path: `/sounds/${name}.wav`, access: 'anyone', handle }
  })
