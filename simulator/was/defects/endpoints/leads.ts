import { type Defect, type Fault, onlyIn, perInstance, replacing } from '../defect.ts';
import { withHeader } from '../exchanges.ts';
import { both, ruling } from '../pre-draft/ruling.ts';
import { apart } from './across.ts';

/** Where the endpoints are, as far as they have been asked, and which one is being asked. */
class Whereabouts {
  readonly #hosts = new Map<string, string>();
  #asked = '';

  readonly noting: Fault = replacing((behaviour) => ({
    exchange: (request, next) => {
      if (request.headers.host !== undefined) this.#hosts.set(request.endpoint, request.headers.host);
      // A request that is known to be a client's is answered in one turn of the event loop.
      return behaviour.exchange(request, (passed) => {
        this.#asked = request.endpoint;
        return next(passed);
      });
    },
  }));

  /** A path, or a URL of this endpoint, at one whose name comes before its own: one of two endpoints stays in order. */
  elsewhere(url: string): string {
    const [, host] = Array.from(this.#hosts).find(([endpoint]) => endpoint < this.#asked) ?? [];
    if (host === undefined) return url;
    const { pathname, search } = new URL(url, `https://${host}`);
    return `https://${host}${pathname}${search}`;
  }
}

const leading = (fault: (whereabouts: Whereabouts) => Fault): Fault =>
  perInstance(() => {
    const whereabouts = new Whereabouts();
    return both(whereabouts.noting, fault(whereabouts));
  });

const OVER_HTTP = ['1.0.0-rc.3', '1.0.0-rc.2'] as const;

/** What leads a client away to another endpoint. */
export const ENDPOINT_LEAD_DEFECTS: readonly Defect[] = [
  onlyIn(
    OVER_HTTP,
    apart(
      'manifest-names-another-endpoint',
      'the artifacts of a manifest are said to be at another endpoint',
      leading((whereabouts) =>
        replacing((behaviour) => ({
          urlsOf: (client, stores) => {
            const urls = behaviour.urlsOf(client, stores);
            return {
              bundle: (...asked) => whereabouts.elsewhere(urls.bundle(...asked)),
              deployment: (...asked) => whereabouts.elsewhere(urls.deployment(...asked)),
            };
          },
        })),
      ),
    ),
  ),
  onlyIn(
    OVER_HTTP,
    apart(
      'artifacts-redirect-to-another-endpoint',
      'who fetches an artifact is sent to another endpoint',
      leading((whereabouts) =>
        replacing((behaviour) => ({
          exchange: async (request, next) => {
            const answer = await behaviour.exchange(request, next);
            const away = whereabouts.elsewhere(request.target);
            const isArtifact = request.resource === 'deployment' || request.resource === 'bundle';
            return isArtifact && away !== request.target
              ? { ...withHeader('Location', away)(answer), status: 307 }
              : answer;
          },
        })),
      ),
    ),
  ),
  onlyIn(
    ['pre-draft-2024'],
    apart(
      'onboarding-names-another-token-endpoint',
      'onboarding hands out the token URL of another endpoint',
      leading((whereabouts) =>
        ruling(({ handout }) => ({
          handout: (given) => handout({ ...given, tokenUrl: whereabouts.elsewhere(given.tokenUrl) }),
        })),
      ),
    ),
  ),
  onlyIn(
    ['pre-draft-2024'],
    apart(
      'onboarding-names-a-repository-of-another-endpoint',
      'onboarding hands out the URL of a repository at another endpoint',
      leading((whereabouts) =>
        ruling(({ handout }) => ({
          handout: (given) => handout({ ...given, repositoryUrl: whereabouts.elsewhere(given.repositoryUrl) }),
        })),
      ),
    ),
  ),
];
