import { type Defect, defect, type Fault, replacing } from './defect.ts';
import { answering } from './exchanges.ts';

/** Answers with the version of the protocol that came before. */
const http10: Fault = replacing((behaviour) => ({
  deliver: (response, answer) => {
    if (answer.status !== 200) return behaviour.deliver(response, answer);
    const headers = Object.entries({
      ...answer.headers,
      'Content-Length': String(answer.body?.length ?? 0),
      Connection: 'close',
    });
    response.socket?.write(
      `HTTP/1.0 200 OK\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`,
    );
    response.socket?.end(answer.body ?? '');
  },
}));

export const REACH_DEFECTS: readonly Defect[] = [
  defect('answers-in-http-1-0', ['GEN-004'], 'answers are in HTTP/1.0', http10),
  defect(
    'capabilities-not-served',
    ['GEN-001', 'CAP-006'],
    'the resource for capabilities is missing',
    answering({ resource: 'capabilities' }, () => ({ status: 501, headers: {} })),
  ),
  defect(
    'bundles-not-served',
    ['GEN-001', 'DSA-005', 'DSM-012'],
    'the resource for bundles is missing',
    answering({ resource: 'bundle' }, () => ({ status: 501, headers: {} })),
  ),
  defect(
    'status-not-served',
    ['GEN-001', 'STA-003'],
    'the resource for statuses is missing',
    answering({ resource: 'status' }, () => ({ status: 501, headers: {} })),
  ),
];
