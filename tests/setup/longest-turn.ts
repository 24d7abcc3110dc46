/**
 * The longest turn of the event loop until it is asked for, in ms of CPU: other programs, which take time too, do not count.
 * In a turn nothing else of the process runs.
 */
export function longestTurn(): () => number {
  let [last, longest, isOver] = [process.cpuUsage(), 0, false]
  const turn = () => {
    const { user, system } = process.cpuUsage(last)
    longest = Math.max(longest, (user + system) / 1_000)
    last = process.cpuUsage()
    if (!isOver) setImmediate(turn)
  }
  setImmediate(turn)
  return () => {
    isOver = true
    return longest
  }
}
