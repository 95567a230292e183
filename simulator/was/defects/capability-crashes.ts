import type { JsonValue } from '../../protocol/json.ts';
import { member, properties } from './capability-documents.ts';
import { type Defect, defect, type Fault, replacing } from './defect.ts';

/** Fails over documents that a WFM is free to take or to refuse, but not to stumble over. */
const stumbling = (over: (document: JsonValue, deviceId: string) => boolean): Fault =>
  replacing((behaviour) => ({
    capabilityErrors: (document, deviceId) => {
      if (over(document, deviceId)) throw new Error('a defect stumbles over this document');
      return behaviour.capabilityErrors(document, deviceId);
    },
  }));

const HOST_MEMBERS = ['cpus', 'memory', 'storage', 'otelCollector'];

export const CAPABILITY_CRASH_DEFECTS: readonly Defect[] = [
  defect(
    'another-id-is-500',
    ['CAP-006'],
    'a report whose id is not that of the path gets 500',
    stumbling((document, deviceId) => {
      const { id } = properties(document);
      return id !== undefined && id !== deviceId;
    }),
  ),
  defect(
    'partial-host-is-500',
    ['CAP-006'],
    'a report with only some of what hosts report gets 500',
    stumbling((document) => {
      const given = HOST_MEMBERS.filter((name) => name in properties(document)).length;
      return given > 0 && given < HOST_MEMBERS.length;
    }),
  ),
  defect(
    'less-than-no-cores-is-500',
    ['CAP-006'],
    'a report of less than no cores gets 500',
    stumbling((document) => {
      const { cpus } = properties(document);
      return Array.isArray(cpus) && cpus.some((cpu) => Number(member(cpu, 'cores')) < 0);
    }),
  ),
];
