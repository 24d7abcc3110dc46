/** Without talking to the target first, or after a consultation. */
export type TransferKind = 'blind' | 'consult'
