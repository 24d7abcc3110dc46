import { folded } from './folded.ts'

/** A user name for somebody of this name: `Gül Demir` is `gul_demir`. Empty where no letter is Latin. */
export const usernameFor = (name: string): string =>
  folded(name)
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .slice(0, 64)
