/** A file cannot be used, and nothing was changed. The message is one sentence for people. */
export class BackupError extends Error {
  override readonly name = 'BackupError'
  constructor(
    readonly code: 'notABackup' | 'newer' | 'passphrase' | 'damaged' | 'siteInUse',
    message: string,
  ) {
    super(message)
  }
}

export const damaged = () => new BackupError('damaged', 'The file is damaged or was cut off')
