/**
 * What the service worker and the desks of a browser say to each other. Both may be of different builds: a page stays open
 * over an upgrade, and a notification longer still. So each of them leaves alone what it does not know.
 */

/** What a notification is about. It is kept with the notification. */
export interface NotificationAbout {
  /** Who it is for. Another agent may sign in here later. */
  agentId: string
  /** Null: it is about this browser. */
  callSid: string | null
  /** Which offer of the call it tells of. */
  offer: string
  /** How the caller is called on screen. */
  caller: string
}

/** An agent has clicked a notification, or one of its keys. */
export interface NotificationClick {
  type: 'clicked'
  /** `show`: the notification itself. */
  action: 'answer' | 'decline' | 'show'
  about: NotificationAbout
  /** Ms since the epoch. */
  at: number
}

/** What a desk hears. */
export type WorkerMessage =
  /** Answered on the port that comes with it, by desks of this agent alone. */
  | { type: 'whoAnswers'; agentId: string }
  | NotificationClick
  /** The agent has closed the notification of this offer. */
  | { type: 'dismissed'; offer: string }

/** How well a desk can answer a call. The highest gets the click. */
export interface DeskAnswer {
  rank: number
}

/** What the worker hears. */
export type DeskMessage =
  /** This desk is open, and takes a click that found no desk. */
  | { type: 'opened'; agentId: string }
  /** This desk has got the click of that time. */
  | { type: 'heard'; at: number }
  /** This page goes away. */
  | { type: 'leaves' }
