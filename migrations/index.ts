import { stampLayout } from './0001-stamp-layout.ts'
import type { Migration } from './migration.ts'

/** Every step there ever was, in order. */
export const migrations: readonly Migration[] = [stampLayout]
