import { type Defect, defect, type Fault, perInstance } from './defect.ts';
import { answering, withStatus } from './exchanges.ts';
import { recording } from './records.ts';
import { accepted } from './status-documents.ts';

const POST = { resource: 'status', method: 'POST' } as const;

export const STATUS_ANSWER_DEFECTS: readonly Defect[] = [
  defect(
    'first-status-is-200',
    ['STA-003'],
    'the first status is answered with 200',
    answering({ ...POST, status: 201 }, withStatus(200)),
  ),
  defect(
    'later-status-is-201',
    ['STA-003'],
    'a later status is answered with 201',
    answering({ ...POST, status: 200 }, withStatus(201)),
  ),
  defect(
    'status-is-204',
    ['STA-003'],
    'statuses are answered with 204',
    answering({ ...POST, status: [200, 201] }, withStatus(204)),
  ),
  defect(
    'status-is-202',
    ['STA-003', 'GEN-001'],
    'statuses are answered with 202',
    answering({ ...POST, status: [200, 201] }, withStatus(202)),
  ),
  defect(
    'malformed-status-is-422',
    ['STA-003'],
    'a status that is no JSON is answered with 422',
    answering({ ...POST, status: 400 }, withStatus(422)),
  ),
  defect(
    'malformed-status-is-500',
    ['STA-003'],
    'a status that is no JSON is answered with 500',
    answering({ ...POST, status: 400 }, withStatus(500)),
  ),
  defect(
    'malformed-status-accepted',
    ['STA-003'],
    'a status that is no JSON is acknowledged',
    answering({ ...POST, status: 400 }, accepted(200)),
  ),
  defect(
    'semantic-status-errors-accepted',
    ['STA-003'],
    'a status that breaks the schema is acknowledged',
    answering({ ...POST, status: 422 }, accepted(200)),
  ),
  defect(
    'status-of-unknown-deployment-accepted',
    ['STA-003', 'STA-014'],
    'a status of an unknown deployment is acknowledged',
    answering({ ...POST, status: 404 }, accepted(201)),
  ),
  defect(
    'status-of-foreign-deployment-tells',
    ['STA-014', 'GEN-008'],
    "a status of another client's deployment is refused with that client's name",
    perInstance(telling),
  ),
];

/** A refusal that names the owner. */
function telling(): Fault {
  const owners = new Map<string, string>();
  const learning = recording(({ deployments }) => ({
    deployments: {
      add: (assignment) => {
        owners.set(assignment.id, assignment.client);
        deployments.add(assignment);
      },
    },
  }));
  const refusing = answering({ ...POST, status: 404 }, (answer, { path }) => {
    const owner = Array.from(owners).find(([id]) => path.includes(id))?.[1];
    return owner === undefined
      ? answer
      : {
          ...answer,
          status: 409,
          body: Buffer.from(
            JSON.stringify({ type: 'about:blank', title: 'Conflict', status: 409, detail: `It belongs to ${owner}` }),
          ),
        };
  });
  return (behaviour) => refusing(learning(behaviour));
}
