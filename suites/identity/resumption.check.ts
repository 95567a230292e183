import { setTimeout as delay } from 'node:timers/promises';
import { issueSvid } from '../../simulator/pki/svid.ts';
import { check } from '../harness/check.ts';
import { present, rawOptions, readOn } from '../harness/probe/present.ts';
import { RawConnection, type RawOptions } from '../harness/probe/raw-connection.ts';
import { NotApplicable, NotEvaluated } from '../harness/verdict.ts';
import { judgeThat } from '../oracles/judgement.ts';
import { isServed } from '../oracles/reception.ts';
import { contextOf, soundTwin } from './kinds.ts';

// A certificate ends with a whole second, and the handshakes before its end need some time.
const LIFETIMES_MS = [2_000, 9_000];
const MARGIN_MS = 1_100;

check(
  {
    id: 'identity/resumption-does-not-outlive-the-svid',
    title: 'Where an SVID that has ended closes connections, it closes the way back by resuming a session as well',
    requirements: ['TLS-007'],
    needs: { verbs: ['admit'], issuer: true },
  },
  async (trial) => {
    const client = await soundTwin(trial);
    for (const lifetimeMs of LIFETIMES_MS) {
      using connections = new DisposableStack();
      const connect = async (options: RawOptions) => connections.use(await RawConnection.open(options));
      const notAfter = new Date(Math.ceil((Date.now() + lifetimeMs) / 1000) * 1000);
      const brief = await issueSvid(contextOf(trial, client.id).issuer, { spiffeId: client.spiffeId, notAfter });
      const briefly = rawOptions(trial, { actor: 'short-lived SVID', credential: brief });
      const lasting = await connect(rawOptions(trial, { actor: client.id, credential: client.identity.credential }));
      const open = await connect(briefly);
      const full = await connect(briefly);
      const servedInTime = [await read(lasting), await read(open), await read(full)].every(Boolean);
      const early = await connect({ ...briefly, ...(full.session && { tls: { session: full.session } }) });
      const resumable = (await read(early)) && early.negotiated?.resumed === true;
      // On a busy machine the steps so far may take longer than the SVID lives.
      if (Date.now() >= notAfter.getTime()) continue;
      if (!servedInTime) throw new NotEvaluated('the clocks are too far apart for an SVID of a few seconds');
      const session = early.session ?? full.session;
      if (!session || !resumable) throw new NotApplicable('the WFM resumes no session');

      await delay(notAfter.getTime() - Date.now() + MARGIN_MS);
      if (isServed(await present(trial, { actor: 'ended SVID', credential: brief }))) {
        trial.observe('an SVID that has just ended is still accepted in a full handshake (IDN-014)');
        return;
      }
      const [openServed, connectionsLast] = [await read(open), await read(lasting)];
      const resumed = await read(await connect({ ...briefly, tls: { session } }));
      if (resumed && (openServed || !connectionsLast)) {
        trial.observe('for how long a connection outlives its SVID is bounded by more than this check waits (TLS-006)');
        return;
      }
      trial.judge(
        'TLS-007',
        judgeThat(
          !resumed,
          'that no session of an ended SVID is resumed, since its open connection is not served either',
          'a resumed session that is served with 200',
        ),
      );
      return;
    }
    throw new NotEvaluated('this machine is too busy for an SVID of a few seconds');
  },
);

const read = async (connection: RawConnection): Promise<boolean> => isServed(await readOn(connection));
