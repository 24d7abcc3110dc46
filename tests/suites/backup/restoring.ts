import { createPreferences } from '../../../coordinator/accounts/preferences.ts'
import { surveyLines } from '../../../coordinator/commands/restore-lines.ts'
import { openBackups } from '../../../coordinator/process.ts'
import { NEW_OFFICE } from '../../../coordinator/protocol/office/settings.ts'
import { createStoredFactors } from '../../../coordinator/second-factor/stored-factors.ts'
import {
  connectLeg,
  makeAvailable,
  parks,
  rings,
  sendCommand,
  type TestCoordinator,
  type TestDesk,
} from '../../setup/desk.ts'
import { writeWav } from '../../simulator/media/wav.ts'

export const PASSPHRASE = 'correct horse battery'
/** Of a key that costs little. */
export const CHEAP = { N: 2, r: 1, p: 1 }
export const ROOT = { agentId: 'root', name: 'Root' }
export const PASSWORD = 'a password of somebody'
const SOUND = Buffer.from(writeWav(new Int16Array(800)))

export const backupsOf = ({ redis, site, clock }: TestDesk) => openBackups(redis, site, clock, CHEAP)
export const factorsOf = ({ redis, keys }: TestDesk) => createStoredFactors(redis, keys)

/** Puts a file back, as the command does it. @returns what it says */
export async function restores(desk: TestDesk, file: string, { replace = false, dryRun = false } = {}) {
  const backups = backupsOf(desk)
  const sealed = await backups.open(file, PASSPHRASE)
  try {
    const seen = await backups.survey(sealed)
    if (!dryRun) await backups.putBack(sealed, seen, replace)
    return surveyLines(seen, { site: desk.site, replace, dryRun })
  } finally {
    await sealed.close()
  }
}

/** One of everything that is in a backup. @returns the calls, and the sound that the office names */
export async function fill(desk: TestDesk, office: TestCoordinator) {
  const { accounts, contacts } = office
  await accounts.add({ ...ROOT, role: 'admin', password: PASSWORD })
  await accounts.add({ agentId: 'ann', name: 'Ann', role: 'agent', password: PASSWORD })
  await accounts.add({ agentId: 'gone', name: 'Gone', role: 'agent', password: PASSWORD })
  await accounts.setDisabled('gone', true)
  await factorsOf(desk).change('root', (before) => ({ ...before, recoveryCodes: ['hash'] }))
  await createPreferences(desk.redis, desk.keys).change('ann', { language: 'de' })

  const sound = (await office.office.keepAudio(SOUND)) ?? ''
  const { rev, changedAt, changedBy, ...settings } = NEW_OFFICE
  const greeting = { kind: 'play', audio: sound, name: 'Hello' } as const
  await office.office.change({ ...settings, timeZone: 'Europe/Berlin', greeting }, rev, ROOT)
  await office.groups.change([{ id: '1'.repeat(32), name: 'Sales', members: ['ann'] }], 0, ROOT)
  await office.settingsStore.change({ settings: { PARKING_SLOTS: { value: 7 } } }, 0, ROOT)
  const numbers = [{ number: '+12175550142', kind: 'mobile' as const }]
  const ada = { name: 'Ada Lovelace', organisation: null, numbers, note: '', vip: true, blocked: false }
  await contacts.add(ada)

  const message = await rings(office)
  await office.calls.send(message, { type: 'RECORDED', recordingSid: `RE${'1'.repeat(32)}`, seconds: 9 })
  await makeAvailable(office, 'ann')
  const answered = await rings(office)
  await sendCommand(office, answered, 'ann', 'CLAIM')
  await connectLeg(office, answered, 'ann')
  await parks(office, answered, 'ann', 3)
  await sendCommand(office, answered, 'ann', 'UNPARK')
  await connectLeg(office, answered, 'ann')
  await sendCommand(office, answered, 'ann', 'HANGUP')
  const wrapUp = {
    type: 'WRAP_UP' as const,
    by: 'ann',
    role: 'agent' as const,
    note: 'wants a date',
    tags: [],
    instead: null,
  }
  await office.calls.send(answered, wrapUp)
  office.audit.record({ what: 'office_changed', who: 'root' })
  await office.audit.flush()
  return { answered, message, sound }
}

/** All data of a site that is in a backup, as Redis has it. */
export async function everything({ redis, keys }: TestDesk, sound: string) {
  const documents = await Promise.all(
    [keys.office, keys.settings, keys.groups].map((key) => redis.hget(key, 'settings')),
  )
  const hashes = [keys.accounts, keys.secondFactors, keys.preferences, keys.contacts]
  const calls = await redis.zrange(keys.ended, '0', '-1')
  return {
    documents: documents.map((json) => JSON.parse(json ?? 'null')),
    hashes: await Promise.all(hashes.map((key) => redis.hgetall(key))),
    calls: await redis.zrange(keys.ended, '0', '-1', 'WITHSCORES'),
    records: await Promise.all(calls.map((sid) => redis.hgetall(keys.call(sid)))),
    timelines: await Promise.all(calls.map((sid) => redis.lrange(keys.history(sid), 0, -1))),
    messages: await redis.zrange(keys.voicemails, '0', '-1', 'WITHSCORES'),
    unheard: await redis.smembers(keys.unheard),
    stays: await redis.zrange(keys.slotStays, '0', '-1', 'WITHSCORES'),
    audit: await redis.xrange(keys.audit('office_changed'), '-', '+'),
    sound: await redis.getBuffer(keys.audio(sound)),
  }
}
