import type { Room } from '../rooms/room.ts'
import type { Leg } from './leg.ts'

/** Where a leg is and what it goes through: the basis of "where is the caller now". */
export type LegLocation =
  | { readonly at: 'line' }
  /** Running a document; `playing` is the URL of `<Play>`, if that is what is heard. */
  | { readonly at: 'document'; readonly url: string; readonly playing: string | null }
  | { readonly at: 'room'; readonly room: Room; readonly waitUrl: string | null }
  | { readonly at: 'queue'; readonly name: string; readonly waitUrl: string | null }
  | { readonly at: 'dialling'; readonly to: readonly string[] }
  | { readonly at: 'bridge'; readonly other: Leg }
  | { readonly at: 'recording' }
  | { readonly at: 'ended' }
