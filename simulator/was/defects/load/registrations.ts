import { type Defect, type Fault, onlyIn, perInstance, replacing } from '../defect.ts';
import { Crowd, type ServedRequest, served } from './crowd.ts';
import { loadDefect } from './load-defect.ts';

/** The number of the next client is written back when nobody is being taken in any more. */
const sharedNumber = (): Fault =>
  replacing((behaviour) => {
    const underWay = new Crowd<ServedRequest>();
    let given: string | undefined;
    return {
      exchange: async (request, next) => {
        if (request.resource !== 'onboarding') return behaviour.exchange(request, next);
        const answer = await underWay.hold(served(request.peer.key), () => behaviour.exchange(request, next));
        if (underWay.isEmpty) given = undefined;
        return answer;
      },
      newClientId: () => {
        given ??= behaviour.newClientId();
        return given;
      },
    };
  });

export const CONCURRENT_REGISTRATION_DEFECTS: readonly Defect[] = [
  onlyIn(
    ['1.0.0-rc.2'],
    loadDefect(
      'clients-onboarded-at-once-share-an-id',
      ['ONB-013'],
      'of clients that are taken in at once, all get one id, which is the last one’s in the end',
      'its number is written back before the next one is taken in',
      perInstance(sharedNumber),
    ),
  ),
];
