import { useSelector } from '@xstate/react'
import { useLayoutEffect } from 'react'
import { useConsole } from './use-console.ts'

/** Sets how dense rows and tiles are, as this agent chose it. */
export function useDensity() {
  const density = useSelector(useConsole().preferences, ({ context }) => context.density)
  useLayoutEffect(() => {
    document.documentElement.dataset.density = density
    return () => {
      delete document.documentElement.dataset.density
    }
  }, [density])
}
