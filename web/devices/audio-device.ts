/** A microphone or an output as the browser lists it. Before the agent allows a microphone, ids and labels are empty. */
export interface AudioDevice {
  id: string
  label: string
}

/** The id of what the machine itself has set. Chrome lists it; in other browsers it is no device of the list. */
export const MACHINE_DEFAULT = 'default'
