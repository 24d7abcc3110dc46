import { z } from 'zod'

/**
 * Whether it may compile schemas is what zod tries when the first schema of an object is made, and the page's Content
 * Security Policy forbids it: browsers report that as a violation.
 */
z.config({ jitless: true })
