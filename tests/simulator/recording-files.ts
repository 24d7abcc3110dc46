import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Where the sound of recordings is, with a description of each. */
export interface Files {
  keep(sid: string, sound: Buffer, description: string): void
  /** Throws when it was never kept. */
  sound(sid: string): Buffer
  /** The descriptions of all that is kept. */
  described(): string[]
  remove(sid: string): void
}

export function inMemory(): Files {
  const sounds = new Map<string, Buffer>()
  return {
    keep: (sid, sound) => void sounds.set(sid, sound),
    sound: (sid) => {
      const sound = sounds.get(sid)
      if (sound === undefined) throw new Error(`${sid} was never recorded`)
      return sound
    },
    described: () => [],
    remove: (sid) => void sounds.delete(sid),
  }
}

export function inFolder(folder: string): Files {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const file = (sid: string, ending: 'json' | 'wav') => join(folder, `${sid}.${ending}`)
  return {
    // What is described is whole: its sound is there already, and a description appears at once.
    keep: (sid, sound, description) => {
      writeFileSync(file(sid, 'wav'), sound, { mode: 0o600 })
      writeFileSync(`${file(sid, 'json')}.draft`, description, { mode: 0o600 })
      renameSync(`${file(sid, 'json')}.draft`, file(sid, 'json'))
    },
    sound: (sid) => readFileSync(file(sid, 'wav')),
    described: () =>
      readdirSync(folder)
        .filter((name) => name.endsWith('.json'))
        .map((name) => readFileSync(join(folder, name), 'utf8')),
    remove: (sid) => {
      rmSync(file(sid, 'json'), { force: true })
      rmSync(file(sid, 'wav'), { force: true })
    },
  }
}
