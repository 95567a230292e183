import type { Exchange } from '../../simulator/protocol/exchange.ts';
import { check } from '../harness/check.ts';
import { about, type Judgement, judgeThat } from '../oracles/judgement.ts';
import { accepts } from '../oracles/status-code.ts';
import { changed, field, INPUT, SIGNATURE } from './fields.ts';
import { reading, signingClient } from './subjects.ts';
import { requireAccepted, type Variant } from './twins.ts';

check(
  {
    id: 'signatures/huge-fields-harm-nobody',
    title: 'Huge signature fields are refused, and the next request is served',
    requirements: ['SIG-005'],
    needs: { caller: 'message-signature' },
  },
  async (trial) => {
    const signing = await signingClient(trial);
    const { sign } = signing;
    const subject = reading(signing);
    const labels = (make: (index: number) => string): string =>
      Array.from({ length: 300 }, (_, index) => make(index)).join(', ');
    const huge: readonly Variant[] = [
      {
        how: 'with hundreds of labels',
        authenticate: changed(
          sign(),
          field(INPUT, () => labels((index) => `s${index}=("@method")`)),
          field(SIGNATURE, () => labels((index) => `s${index}=:AAAA:`)),
        ),
      },
      {
        how: 'with a keyid of 12 thousand letters that was not signed',
        authenticate: changed(
          sign(),
          field(INPUT, (value) => value.replace('keyid="', `keyid="${'k'.repeat(12_000)}`)),
        ),
      },
      {
        how: 'with a thousand components that were not signed',
        authenticate: changed(
          sign(),
          field(INPUT, (value) => value.replace('(', `(${'"x-a" '.repeat(1000)}`)),
        ),
      },
      {
        how: 'with a thousand parentheses',
        authenticate: changed(
          sign(),
          field(INPUT, (value) => value.replace('(', '('.repeat(1000))),
        ),
      },
      {
        how: 'with 60 thousand letters in a signature',
        authenticate: changed(
          sign(),
          field(SIGNATURE, () => `sig1=:${'A'.repeat(60_000)}:`),
        ),
      },
    ];
    await requireAccepted(subject, sign());
    for (const { how, authenticate } of huge) {
      trial.judge('SIG-005', turnedDown(await subject.send(authenticate), `a request ${how}`));
      const next = trial.answer(await subject.send(sign()), 'SIG-005');
      trial.judge('SIG-005', about(`a rightly signed request after one ${how}`, accepts(next)));
    }
  },
);

/** With a 4xx, one of a message that is too large included, or by the end of a connection on which too much came. */
function turnedDown({ outcome }: Exchange, what: string): Judgement {
  const expected = `that ${what} is refused with a 4xx or not read to its end`;
  if (outcome.kind === 'failure')
    return judgeThat(outcome.failure.code !== 'TIMED_OUT', expected, outcome.failure.message);
  const { status } = outcome.response;
  return judgeThat(status >= 400 && status < 500, expected, `status ${status}`);
}
