import type { Command, WorkloadName } from '../../../suites/end-to-end/commands/command.ts';

const quiet = true;
const assign = (workload: WorkloadName, target = 0, mark = 1): Command => ({
  command: 'assign',
  target,
  workload,
  mark,
  quiet,
});
const update = (mark: number, choice = 0): Command => ({ command: 'update', choice, mark, quiet });
const revise: Command = { command: 'revise-first', choice: 0, mark: 0, quiet };
const withdraw: Command = { command: 'withdraw', choice: 0, mark: 0, quiet };
const restart: Command = { command: 'restart', client: 0, memory: 'kept' };
const restartWfm: Command = { command: 'restart-wfm' };
const offlineAfter = (after: number): Command => ({ command: 'offline', client: 0, after });
const crashAt = (write: number): Command => ({ command: 'crash', client: 0, write, at: 'write' });
const poll: Command = { command: 'poll', client: 0, times: 1 };

/** Targets: a gateway, its child, and the plain device of another client. */
const CHILD = 1;
const OTHER_CLIENT = 2;

/** The even mark has a parameter that the odd ones lack. */
const EVEN = 0;

const ONE = [assign('good')];
const PAIR = [assign('pair')];
const FAILING = [assign('failing')];
const TWO = [assign('good'), assign('good')];
const TWO_CLIENTS = [assign('good'), assign('good', OTHER_CLIENT, 2)];
const UPDATED = [assign('good'), update(2)];
const WITHDRAWN = [assign('good'), withdraw];
const RESTARTED = [assign('good'), restart];

/** For each fault a short sequence that shows it, by its name; a sound WFM, device and registry pass all of them. */
export const WITNESSES: ReadonlyMap<string, readonly Command[]> = new Map([
  ['WFM parameters-dropped', ONE],
  ['WFM parameters-stringified', ONE],
  ['WFM parameters-of-another-client', TWO_CLIENTS],
  ['WFM components-reversed', PAIR],
  ['WFM only-first-component', PAIR],
  ['WFM revision-without-prerelease', [assign('good'), revise, revise]],
  ['WFM wait-and-timeout-dropped', ONE],
  ['WFM device-id-is-gateway', [assign('good', CHILD)]],
  ['WFM second-device-gets-first-id', [assign('good'), assign('good', CHILD)]],
  ['WFM update-without-effect', UPDATED],
  ['WFM second-update-without-effect', [assign('good'), update(2), update(3)]],
  ['WFM update-keeps-former-parameters', [assign('good', 0, EVEN), update(1)]],
  ['WFM update-keeps-former-revisions', [assign('good'), revise]],
  ['WFM update-reaches-every-deployment', [...TWO, update(2)]],
  ['WFM update-lost-on-restart', [...UPDATED, restartWfm]],
  ['WFM withdrawn-still-listed', WITHDRAWN],
  ['WFM withdrawn-returns-on-restart', [...WITHDRAWN, restartWfm]],
  ['WFM deployments-lost-on-restart', [assign('good'), restartWfm]],
  ['WFM third-deployment-missing', TWO],
  ['WFM foreign-deployments-listed', TWO_CLIENTS],
  ['WFM version-decreases', UPDATED],
  ['WFM version-reset-on-restart', [...UPDATED, restartWfm]],
  ['WFM status-not-stored', ONE],
  ['WFM later-status-not-stored', ONE],
  ['WFM status-of-second-deployment-not-stored', TWO],
  ['WFM status-lost-on-restart', [assign('good'), restartWfm]],
  ['WFM status-lost-for-second-client', TWO_CLIENTS],
  ['WFM component-states-exchanged', [assign('pair-failing')]],
  ['WFM failed-stored-as-installed', FAILING],
  ['WFM removal-not-stored', WITHDRAWN],
  ['WFM adopted-version-never-advances', UPDATED],
  ['WFM observe-lags-one-report', ONE],
  ['device values-dropped', ONE],
  ['device last-value-dropped', ONE],
  ['device values-of-another-component', PAIR],
  ['device numbers-become-text', ONE],
  ['device values-kept-on-update', UPDATED],
  ['device revision-kept-on-update', [assign('good'), revise]],
  ['device order-reversed', PAIR],
  ['device readiness-not-awaited', ONE],
  ['device timeout-not-kept', ONE],
  ['device failure-taken-for-success', FAILING],
  ['device release-left-behind', WITHDRAWN],
  ['device one-component-left-behind', [assign('pair'), withdraw]],
  ['device removal-takes-another-along', [...TWO, withdraw]],
  ['device update-installs-beside', UPDATED],
  ['device update-without-effect', UPDATED],
  ['device wrong-machine', ONE],
  ['device withdrawal-not-carried-out', WITHDRAWN],
  ['device rollback-accepted', [...TWO, poll]],
  ['device failure-tried-for-ever', [...FAILING, ...ONE]],
  ['device state-lost-on-restart', RESTARTED],
  ['device installed-forgotten-on-restart', RESTARTED],
  ['device unsent-statuses-lost-on-restart', [assign('good'), offlineAfter(3), update(2), restart]],
  ['device interrupted-work-taken-for-done', [assign('good'), crashAt(3), update(2)]],
  ['device adopted-version-ahead', ONE],
  ['device adopted-version-stays', UPDATED],
  ['device failed-reported-as-installed', FAILING],
  ['device installed-before-ready', ONE],
  ['device removed-while-there', WITHDRAWN],
  ['device states-exchanged', [assign('pair-failing')]],
  ['device component-left-out', PAIR],
  ['device best-state-on-top', PAIR],
  ['device status-sent-twice', ONE],
  ['device installing-not-reported', ONE],
  ['device removal-not-reported', WITHDRAWN],
  ['device only-first-life-reported', UPDATED],
  ['device report-out-of-order', ONE],
  ['device child-not-named', [assign('good', CHILD)]],
  ['device second-endpoint-tried', [assign('good'), offlineAfter(0), update(2)]],
  ['registry blob-altered', ONE],
  ['registry blob-truncated', ONE],
  ['registry blob-absent', ONE],
  ['registry manifest-altered', ONE],
  ['registry manifest-digest-lies', ONE],
  ['registry manifest-not-json', ONE],
  ['registry tag-moved', UPDATED],
  ['registry other-version-served', ONE],
  ['registry other-artifact-served', ONE],
  ['registry unavailable', ONE],
]);

/** For the others the check that shows it: packages that must not be taken have courses of their own. */
export const WITNESS_CHECKS: ReadonlyMap<string, string> = new Map([
  ['WFM registry-credentials-served', 'registries/external-with-login-and-signature'],
  ['WFM failure-cause-replaced', 'registries/tampered-chart'],
  ['device digest-not-checked', 'registries/tampered-chart'],
  ['device signature-not-checked', 'registries/missing-signature'],
  ['device signature-of-anybody-accepted', 'registries/chart-signed-by-another-key'],
  ['device missing-signature-accepted', 'registries/missing-signature'],
  ['device unsigned-type-accepted', 'registries/unsigned-type'],
  ['device external-reference-not-refused', 'registries/external-reference'],
  ['device mirror-passed-by', 'registries/mirror-alone'],
  ['device credential-sent-to-another-host', 'registries/credentials-led-away'],
  ['device tag-move-accepted', 'registries/moved-tag'],
  ['device another-chart-accepted', 'registries/another-version'],
]);
