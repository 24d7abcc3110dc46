import type { Upgrade } from '../coordinator/durable/stored-record.ts'
import { stampLayout } from './0001-stamp-layout.ts'
import { messagesAndHours } from './0002-messages-and-hours.ts'
import { callsThatWeMake } from './0003-calls-that-we-make.ts'
import { consolesProveThatTheyRing } from './0004-consoles-prove-that-they-ring.ts'
import { callersAsTheyAre } from './0005-callers-as-they-are.ts'
import { notesAndWhoTalked } from './0006-notes-and-who-talked.ts'
import { threeOnTheLine } from './0007-three-on-the-line.ts'
import { supervisors } from './0008-supervisors.ts'
import { recordings } from './0009-recordings.ts'
import { recordingsAsTheyAre } from './0010-recordings-as-they-are.ts'
import { disabledAgents } from './0011-disabled-agents.ts'
import type { Migration } from './migration.ts'
import { upgradeBy } from './upgrade.ts'

/** Every released step, in order. */
export const migrations: readonly Migration[] = [
  stampLayout,
  messagesAndHours,
  callsThatWeMake,
  consolesProveThatTheyRing,
  callersAsTheyAre,
  notesAndWhoTalked,
  threeOnTheLine,
  supervisors,
  recordings,
  recordingsAsTheyAre,
  disabledAgents,
]

/** Upgrade what an older version stored to this version. */
export const upgradeCall: Upgrade = upgradeBy(migrations, 'calls')
export const upgradeAgent: Upgrade = upgradeBy(migrations, 'agents')
