import { z } from 'zod'

/**
 * Zod tries at the first schema of an object whether it may compile schemas. The page's Content Security Policy forbids
 * that, and browsers would report the try as a violation.
 */
z.config({ jitless: true })
