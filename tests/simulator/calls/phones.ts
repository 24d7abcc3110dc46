import { pause } from '../cancel.ts'
import { PhonePort } from '../media/phone-port.ts'
import type { Leg, LegDevice } from './leg.ts'

export type RingResult =
  | { readonly result: 'answered'; readonly device: LegDevice }
  | { readonly result: 'busy' | 'no-answer' | 'failed' }

/** Rings a device until it answers or the signal is aborted. */
export interface DeviceRinger {
  ring(
    leg: Leg,
    parameters: Readonly<Record<string, string>>,
    ringing: () => void,
    signal: AbortSignal,
  ): Promise<RingResult>
}

export interface PhoneBehaviour {
  readonly behaviour: 'answer' | 'busy' | 'no-answer' | 'not-allowed'
  readonly afterMs: number
}

/** A simulated telephone of a person outside. */
export class SimulatedPhone extends PhonePort implements LegDevice {
  answered(): void {
    // A simulated caller needs no message: the audio shows it.
  }

  released(): void {
    this.speaking = false
  }

  vanish(): void {
    this.speaking = false
  }

  speak(speaking: boolean): void {
    this.speaking = speaking
  }
}

/** All telephone numbers outside: those that end in 8 are busy, those that end in 9 do not answer, all others answer. */
export class OutsidePhones implements DeviceRinger {
  private readonly told = new Map<string, PhoneBehaviour>()
  private readonly ringMs: number

  constructor(ringMs: number) {
    this.ringMs = ringMs
  }

  teach(number: string, behaviour: PhoneBehaviour): void {
    this.told.set(number, behaviour)
  }

  behaviourOf(number: string): PhoneBehaviour {
    const told = this.told.get(number)
    if (told !== undefined) return told
    if (number.endsWith('8')) return { behaviour: 'busy', afterMs: Math.min(200, this.ringMs) }
    if (number.endsWith('9')) return { behaviour: 'no-answer', afterMs: 0 }
    return { behaviour: 'answer', afterMs: this.ringMs }
  }

  async ring(leg: Leg, _: unknown, ringing: () => void, signal: AbortSignal): Promise<RingResult> {
    const { behaviour, afterMs } = this.behaviourOf(leg.details.to)
    if (behaviour === 'busy') {
      await pause(afterMs, signal)
      return { result: 'busy' }
    }
    ringing()
    // Does not answer before the caller hangs up: an hour stands for never.
    await pause(behaviour === 'answer' ? afterMs : 3_600_000, signal)
    return { result: 'answered', device: new SimulatedPhone() }
  }
}
