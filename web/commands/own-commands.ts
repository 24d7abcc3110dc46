import type { CallView } from '../../coordinator/protocol/call-view.ts'

interface OwnCommand {
  callSid: string
  /** The rev of the change that the command made. Null: it made none, or its result is unknown. */
  rev: Promise<number | null>
}

const KEPT = 50

export type OwnCommands = ReturnType<typeof createOwnCommands>

/** The changes that commands of this tab have made. The agent may have a second tab, whose commands are not here. */
export function createOwnCommands() {
  const commands: OwnCommand[] = []
  return {
    /** @param answer the call as the command left it; rejects where it was refused */
    sent: (callSid: string, answer: Promise<CallView | null>) => {
      const rev = answer.then(
        (call) => call?.rev ?? null,
        () => null,
      )
      commands.push({ callSid, rev })
      if (commands.length > KEPT) commands.shift()
    },
    /** Waits for the answers that are still due. */
    made: async (callSid: string, rev: number): Promise<boolean> => {
      const revs = await Promise.all(commands.filter((it) => it.callSid === callSid).map((it) => it.rev))
      return revs.includes(rev)
    },
  }
}
