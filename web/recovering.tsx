import { Component, Fragment, type ReactNode } from 'react'

/** So many faults in that time are not repaired by drawing once more. */
const MOST_FAULTS = 5
const WITHIN_MS = 10_000

interface RecoveringProps {
  children: ReactNode
  /** Shown where drawing again does not help. */
  fallback: ReactNode
}

/**
 * Draws its children anew when React cannot go on. A translator or an extension may have changed the page's nodes, or a
 * component has a fault. What the children are drawn from lies outside of React, so a call goes on.
 */
export class Recovering extends Component<RecoveringProps, { drawn: number; failed: boolean }> {
  override state = { drawn: 0, failed: false }
  #faults: number[] = []

  override componentDidCatch(error: unknown) {
    console.error('The page was drawn anew', error)
    const now = performance.now()
    this.#faults = [...this.#faults.filter((at) => now - at < WITHIN_MS), now]
    const failed = this.#faults.length > MOST_FAULTS
    this.setState(({ drawn }) => ({ drawn: drawn + 1, failed }))
  }

  override render() {
    if (this.state.failed) return this.props.fallback
    return <Fragment key={this.state.drawn}>{this.props.children}</Fragment>
  }
}
