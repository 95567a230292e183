import { Command, Option } from 'commander';
import { REVISION_IDS, type RevisionId } from '../../../simulator/protocol/revision.ts';
import { type CommandLine, repeated } from '../command-line.ts';

interface FleetPlanFlags {
  readonly set: readonly string[];
  readonly slo: readonly string[];
  readonly revision?: RevisionId;
  readonly intents?: true;
  readonly json?: true;
}

/** `waspect fleet plan`: what a fleet would do. */
export const fleetPlanCommand = (line: CommandLine): Command =>
  new Command('plan')
    .description('what would happen: arrivals, devices, requests a second, connections, bounds')
    .argument('<plan>', 'a YAML file, or the name of a plan that comes with waspect')
    .option('--set <path=value>', 'a value of the plan; repeatable', repeated, [])
    .option('--slo <objective>', 'what has to hold; repeatable', repeated, [])
    .addOption(new Option('--revision <id>', 'all devices speak this one').choices(REVISION_IDS))
    .option('--intents', 'print all that the fleet intends, as NDJSON')
    .option('--json', 'print the description as JSON')
    .action(async (named: string, { set, slo, revision, intents, json }: FleetPlanFlags) => {
      const { readyPlan } = await import('../../fleet/set-up/plan.ts');
      const { plan, profiles } = await readyPlan({ plan: named, set, objectives: slo, revision: revision ?? null });
      if (intents) {
        const { intentLog } = await import('../../../simulator/fleet/courses/intent-log.ts');
        const { pipeline } = await import('node:stream/promises');
        await pipeline(intentLog(plan, profiles, { index: 0, of: 1 }), process.stdout, { end: false });
        return line.end(0);
      }
      const { describePlan } = await import('../../../simulator/fleet/plan/describe/describe-plan.ts');
      const { renderPlan } = await import('../../../simulator/fleet/plan/describe/render.ts');
      const description = describePlan(plan, profiles);
      process.stdout.write(json ? `${JSON.stringify(description, null, 2)}\n` : renderPlan(description));
      line.end(0);
    });
