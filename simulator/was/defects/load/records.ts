import { AsyncLocalStorage } from 'node:async_hooks';
import { type Defect, type Fault, perInstance, replacing } from '../defect.ts';
import { recording } from '../records.ts';
import { Crowd, held, type Served } from './crowd.ts';
import { loadDefect } from './load-defect.ts';

/** Statuses are written in batches, in which there is room for one. */
function batchOfOne(): Fault {
  const isLost = new AsyncLocalStorage<boolean>();
  let last: symbol | undefined;
  const batching = replacing((behaviour) => ({
    exchange: async (request, next) => {
      if (request.resource !== 'status') return behaviour.exchange(request, next);
      const own = Symbol(request.path);
      last = own;
      await held();
      return isLost.run(last !== own, () => behaviour.exchange(request, next));
    },
  }));
  const losing = recording(({ statuses }) => ({
    statuses: {
      put: (client, id, document) => (isLost.getStore() ? undefined : statuses.put(client, id, document)),
    },
  }));
  return (behaviour) => losing(batching(behaviour));
}

interface Report extends Served<Report> {
  kept?: { readonly client: string; readonly deviceId: string; readonly document: string };
}

/** Documents and the names that they are kept under go through two queues, of which one is faster. */
function swappedReports(): Fault {
  const underWay = new Crowd<Report>();
  const current = new AsyncLocalStorage<Report>();
  const holding = replacing((behaviour) => ({
    exchange: (request, next) => {
      if (request.resource !== 'capabilities') return behaviour.exchange(request, next);
      const report: Report = { client: request.peer.key, met: new Set() };
      return underWay.hold(report, () => current.run(report, () => behaviour.exchange(request, next)));
    },
  }));
  const swapping = recording(({ devices }) => ({
    devices: {
      put: (client, deviceId, document) => {
        const report = current.getStore();
        const other = Array.from(report?.met ?? []).find(({ kept }) => kept !== undefined)?.kept;
        devices.put(client, deviceId, other?.document ?? document);
        if (other) devices.put(other.client, other.deviceId, document);
        else if (report) report.kept = { client, deviceId, document };
      },
    },
  }));
  return (behaviour) => swapping(holding(behaviour));
}

export const CONCURRENT_RECORD_DEFECTS: readonly Defect[] = [
  loadDefect(
    'status-batch-keeps-the-last',
    ['USR-002', 'STA-003'],
    'of statuses that arrive together all are acknowledged and only the last is kept',
    'its status is the only one of its batch, and so the last',
    perInstance(batchOfOne),
  ),
  loadDefect(
    'concurrent-reports-swapped',
    ['CAP-006', 'USR-001', 'GEN-008'],
    'the capabilities of two devices that are reported at once are kept under each other’s names',
    'there is no other document that could be taken for its own',
    perInstance(swappedReports),
  ),
];
