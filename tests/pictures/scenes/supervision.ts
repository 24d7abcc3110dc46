import type { Stage } from '../stage.ts'

/** A supervisor hears a talk. */
export async function supervision(stage: Stage) {
  const ines = await stage.desk('ines')
  await ines.signIn()
  await ines.choose('Carla Moreau', 'Listen')
  await ines
    .region('My call')
    .getByText(/^You hear/)
    .waitFor()
  await stage.camera.take(ines.page, 'supervision')
  await ines.context.close()
}
