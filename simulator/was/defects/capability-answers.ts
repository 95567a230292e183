import { type Defect, defect, type Fault, perInstance } from './defect.ts';
import { answering, withStatus } from './exchanges.ts';

const PUT = { resource: 'capabilities', method: 'PUT' } as const;

const DELETE = { resource: 'capabilities', method: 'DELETE' } as const;

const upserting = (status: (existed: boolean) => number): Fault =>
  answering({ ...PUT, status: [200, 201] }, (answer) => withStatus(status(answer.status === 200))(answer));

export const CAPABILITY_ANSWER_DEFECTS: readonly Defect[] = [
  defect(
    'put-never-201',
    ['CAP-006'],
    'a first report is answered with 200',
    upserting(() => 200),
  ),
  defect(
    'put-always-201',
    ['CAP-006'],
    'an update is answered with 201',
    upserting(() => 201),
  ),
  defect(
    'put-answers-204',
    ['CAP-006'],
    'reports are answered with 204',
    upserting(() => 204),
  ),
  defect(
    'put-answers-202',
    ['CAP-006'],
    'reports are answered with 202',
    upserting(() => 202),
  ),
  defect(
    'unchanged-report-gets-204',
    ['CAP-006'],
    'a report that repeats the last one word for word is answered with 204',
    perInstance(reportedBefore),
  ),
  defect(
    'delete-answers-200',
    ['CAP-007'],
    'a deletion is answered with 200',
    answering({ ...DELETE, status: 204 }, withStatus(200)),
  ),
  defect(
    'delete-of-unknown-is-204',
    ['CAP-007'],
    'deleting an unknown device succeeds',
    answering({ ...DELETE, status: 404 }, () => ({ status: 204, headers: {} })),
  ),
  defect(
    'delete-twice-is-204',
    ['CAP-007'],
    'deleting a device that was deleted before succeeds',
    perInstance(deletedBefore),
  ),
  defect(
    'malformed-capabilities-are-422',
    ['CAP-006'],
    'a body that is no JSON is answered with 422',
    answering({ ...PUT, status: 400 }, withStatus(422)),
  ),
  defect(
    'malformed-capabilities-are-500',
    ['CAP-006'],
    'a body that is no JSON is answered with 500',
    answering({ ...PUT, status: 400 }, withStatus(500)),
  ),
  defect(
    'malformed-capabilities-accepted',
    ['CAP-006'],
    'a body that is no JSON is acknowledged',
    answering({ ...PUT, status: 400 }, () => ({ status: 200, headers: {} })),
  ),
  defect(
    'semantic-errors-accepted',
    ['CAP-006'],
    'capabilities that break the schema are acknowledged',
    answering({ ...PUT, status: 422 }, () => ({ status: 200, headers: {} })),
  ),
  defect(
    'truncated-json-accepted',
    ['CAP-006'],
    'a body that ends early is acknowledged',
    answering({ ...PUT, status: 400, when: ({ body }) => body.toString().trimStart().startsWith('{') }, () => ({
      status: 200,
      headers: {},
    })),
  ),
];

function reportedBefore(): Fault {
  const last = new Map<string, string>();
  return answering({ ...PUT, status: [200, 201] }, (answer, { path, peer, body }) => {
    const name = `${peer.key} ${path}`;
    const text = Buffer.from(body ?? []).toString('base64');
    const repeated = last.get(name) === text;
    last.set(name, text);
    return repeated && answer.status === 200 ? { status: 204, headers: {} } : answer;
  });
}

function deletedBefore(): Fault {
  const deleted = new Set<string>();
  return answering(DELETE, (answer, { path, peer }) => {
    const name = `${peer.key} ${path}`;
    if (answer.status === 204) deleted.add(name);
    return deleted.has(name) ? { status: 204, headers: {} } : answer;
  });
}
