/** What the console loads after signing in, as one part. */
import '../look/mantine-desk.css'

export { openConsole } from './console.ts'
export { DeskPage } from './desk.tsx'
export { ConsoleProvider } from './use-console.ts'
