/**
 * Runs inside of namespaces of its own, as their first process: when it ends, the kernel ends everything in them. It ends
 * when its input does, which the owner of the engine holds open, so that an owner who is killed leaves nothing running.
 * What dockerd would change for the whole machine is out of its reach: `/run`, the limits of the kernel's key rings
 * (which it raises at start), and AppArmor's profiles (which it would load).
 */
const INSIDE = `
set -e
mount -t tmpfs -o mode=755 tmpfs /run
if [ -d /proc/sys/kernel/keys ]; then
  mount --bind /proc/sys/kernel/keys /proc/sys/kernel/keys
  mount -o remount,bind,ro /proc/sys/kernel/keys
fi
if [ -d /sys/kernel/security/apparmor ]; then mount -t tmpfs tmpfs /sys/kernel/security; fi
"$BUSYBOX" ip link set lo up
exec 3<&0
trap 'exit 1' TERM
{ "$DOCKERD" --config-file "$FOLDER/daemon.json" >"$FOLDER/log" 2>&1 </dev/null 3<&- || :; kill -TERM 1; } &
cat <&3 >/dev/null &
wait $!
`;

/** Outlives its owner by as long as it takes to remove what namespaces do not: cgroups and files. */
const GUARDIAN = `
export BUSYBOX DOCKERD FOLDER
unshare --mount --net --pid --fork --kill-child=KILL --mount-proc /bin/sh -c "$INSIDE"
tail -n 5 "$FOLDER/log" 2>/dev/null
for attempt in 1 2 3 4 5 6 7 8 9 10; do
  find /sys/fs/cgroup -depth -type d -path "*/$CGROUP*" -exec rmdir {} + 2>/dev/null
  [ -z "$(find /sys/fs/cgroup -type d -name "$CGROUP" 2>/dev/null)" ] && break
  sleep 0.1
done
rm -rf "$FOLDER"
`;

export interface HouseholdOptions {
  readonly dockerd: string;
  readonly busybox: string;
  /** Everything of the engine is below it; removed at the end. */
  readonly folder: string;
  /** Name of the cgroup, at the root of every hierarchy, that its containers are in. */
  readonly cgroup: string;
}

/** The guardian, as `spawn` takes it. */
export const householdCommand = ({
  dockerd,
  busybox,
  folder,
  cgroup,
}: HouseholdOptions): { readonly file: string; readonly args: readonly string[]; readonly env: NodeJS.ProcessEnv } => ({
  file: '/bin/sh',
  args: ['-c', GUARDIAN, 'waspect-engine'],
  env: {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    DOCKERD: dockerd,
    BUSYBOX: busybox,
    FOLDER: folder,
    CGROUP: cgroup,
    INSIDE,
  },
});
