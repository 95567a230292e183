import type { CheckVerdict, Results } from './model.ts';
import { assemble, DIGEST, failedCheck, sampleCheck, sampleExchange, sampleRequirement } from './sample.test-data.ts';

/** A run of the size that the suite reaches: many checks in all areas, most of them passing. */
export function largeSample(checkCount = 200, exchangeCount = 300): Results {
  const areas = ['identity', 'capabilities', 'desired-state', 'status', 'errors', 'resilience', 'onboarding'];
  const verdictOf = (index: number): CheckVerdict =>
    index % 23 === 0 ? 'fail' : index % 17 === 0 ? 'warn' : index % 29 === 0 ? 'notEvaluated' : 'pass';
  const body = JSON.stringify({
    deployments: Array.from({ length: 40 }, (_, i) => ({ id: `d-${i}`, digest: DIGEST })),
  });
  const exchange = sampleExchange();
  const heavy = sampleExchange({
    response:
      exchange.response === null
        ? null
        : { ...exchange.response, body: { bytes: body.length, encoding: 'utf8', data: body, truncated: false } },
  });
  const checks = Array.from({ length: checkCount }, (_, index) => {
    const area = areas[index % areas.length] ?? 'errors';
    const share =
      Math.floor(((index + 1) * exchangeCount) / checkCount) - Math.floor((index * exchangeCount) / checkCount);
    const verdict = verdictOf(index);
    const changes = {
      id: `${area}/check-${index}`,
      requirements: [`REQ-${index}`],
      exchanges: Array.from({ length: share }, (_, number) => ({ ...heavy, id: number + 1 })),
    };
    return verdict === 'fail'
      ? failedCheck(changes)
      : sampleCheck({ ...changes, verdict, message: verdict === 'pass' ? '' : 'It came late.' });
  });
  const requirements = checks.map((check) =>
    sampleRequirement({
      id: check.requirements[0] ?? '',
      checks: [check.id],
      verdict: check.verdict,
      area: check.id.split('/')[0] ?? '',
    }),
  );
  return { ...assemble(checks, requirements), verdict: 'nonconformant' };
}
