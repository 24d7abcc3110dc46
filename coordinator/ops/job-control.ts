/** What operators may do to jobs. */
export interface JobControl {
  /** Whether the workers were told to take no jobs. */
  isPaused(): Promise<boolean>
  /**
   * Runs a failed job again.
   * @returns `unknown`: there is no such job. `notFailed`: it waits, runs, is done, or belongs to another queue
   */
  retry(jobId: string): Promise<'done' | 'unknown' | 'notFailed'>
}
