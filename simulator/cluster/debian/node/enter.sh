#!/bin/sh
# The first process of a node, in a mount and a network namespace of its own: puts the cluster's folders in the place of
# the machine's, because kubelet, containerd and CNI write to fixed paths there, says so, and waits.
# Arguments: the folder of the cluster, the folder of the Kubernetes programs.
set -eu
# What kubelet sets when it starts is the whole machine's, and nobody asked for it: let it write elsewhere.
for name in kernel/keys/root_maxbytes kernel/keys/root_maxkeys kernel/panic kernel/panic_on_oops vm/overcommit_memory \
  vm/panic_on_oom; do
  [ -e "/proc/sys/$name" ] || continue
  file=$1/sysctl/$(basename "$name")
  cat "/proc/sys/$name" >"$file"
  mount --bind "$file" "/proc/sys/$name"
done
mount --bind "$2" "$1/run/waspect/bin"
# With what is mounted inside it.
mount --rbind "$1/run" /run
mount --bind "$1/var" /var
ip link set lo up
echo 1 >/proc/sys/net/ipv4/ip_forward
echo ready
exec sleep infinity
