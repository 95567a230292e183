import type { Application } from './application.ts';
import { type ComposeCall, compose } from './compose-command.ts';
import { ComposeFailure } from './failure.ts';
import type { Tools } from './tools.ts';

/**
 * Gets the images that the engine does not have, before anything that runs is touched.
 * @throws ComposeFailure IMAGE_UNAVAILABLE
 */
export async function provideImages(
  { engine, api }: Tools,
  call: ComposeCall,
  application: Application,
): Promise<void> {
  for (const { name, image, isBuilt } of application.services) {
    if (isBuilt || image === null || (await api.hasImage(image))) continue;
    await compose(engine, call, ['pull', '--quiet', name], 'IMAGE_UNAVAILABLE');
    if (!(await api.hasImage(image)))
      throw new ComposeFailure('IMAGE_UNAVAILABLE', `the engine has not got ${image}, although it was pulled`);
  }
}
