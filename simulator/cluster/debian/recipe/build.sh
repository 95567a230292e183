#!/bin/bash
# Builds Kubernetes from Debian's own source package with Debian's own Go: one program, and links for what it can be.
# Arguments: a new folder for the result, an empty folder to work in. Standard output: what is being done, a line a step.
# The cluster's cache is keyed by the text of this folder.
set -euo pipefail
out=$1 work=$2
here=$(cd "$(dirname "$0")" && pwd)
version='1.20.5+really1.20.2-1.1+deb12u1'
release=1.20.2

echo 'fetching the source of Kubernetes'
# The sources of packages of the same Debian that this machine has, asked for aside of the system's own configuration.
mkdir -p "$work"/apt/{sources.d,lists/partial,cache/archives/partial}
for file in /etc/apt/sources.list.d/*.sources; do
  [ -e "$file" ] && grep -qE '^Suites:.*bookworm' "$file" &&
    sed -E 's/^Types:.*/Types: deb-src/' "$file" >"$work/apt/sources.d/$(basename "$file")"
done
touch "$work/apt/sources.list"
[ -e /etc/apt/sources.list ] && sed -nE 's/^deb (.*bookworm.*)/deb-src \1/p' /etc/apt/sources.list >"$work/apt/sources.list"
apt() {
  apt-get -qq -o Acquire::Retries=3 -o "Dir::Etc::SourceList=$work/apt/sources.list" \
    -o "Dir::Etc::SourceParts=$work/apt/sources.d" -o "Dir::State::Lists=$work/apt/lists" -o "Dir::Cache=$work/apt/cache" \
    -o APT::Sandbox::User=root "$@"
}
apt update
cd "$work"
apt source --download-only "kubernetes=$version"

echo 'unpacking the source'
source=$work/go/src/k8s.io/kubernetes
mkdir -p "$work/go/src/k8s.io"
dpkg-source --no-check -x "kubernetes_$version.dsc" "$source" >/dev/null
# The vendored reflect2 1.0.1 corrupts memory with Go 1.18 and newer; the API server dies of the first custom resource.
rm -rf "$source/vendor/github.com/modern-go/reflect2"
cp -r /usr/share/gocode/src/github.com/modern-go/reflect2 "$source/vendor/github.com/modern-go/reflect2"
mkdir -p "$source/cmd/multicall"
cp "$here/multicall.go" "$source/cmd/multicall/main.go"

# Debian's Go, whatever other is on the machine, and nothing from the network.
export GOROOT=/usr/lib/go-1.19 PATH=/usr/lib/go-1.19/bin:$PATH
export GO111MODULE=off GOPATH=$work/go GOCACHE=$work/gocache GOTMPDIR=$work CGO_ENABLED=0 GOFLAGS='' GOPROXY=off
cd "$source"

echo 'generating the description of the API'
go build -o "$work/openapi-gen" ./vendor/k8s.io/kube-openapi/cmd/openapi-gen
packages=$(grep -rl --include=*.go '+k8s:openapi-gen=' pkg cmd plugin staging/src/k8s.io | grep -v _test.go |
  xargs -n1 dirname | sed 's|^staging/src/k8s.io/|vendor/k8s.io/|' |
  grep -vE 'vendor/k8s.io/(code-generator|sample-apiserver|kube-openapi|gengo)' | sort -u |
  sed 's|^|k8s.io/kubernetes/|' | paste -sd,)
"$work/openapi-gen" -i "$packages" -p k8s.io/kubernetes/pkg/generated/openapi -O zz_generated.openapi \
  -h hack/boilerplate/boilerplate.generatego.txt -r "$work/violations" -o "$work/go/src"

echo 'compiling Kubernetes, a few minutes'
flags='-s -w'
for package in component-base/version client-go/pkg/version; do
  at=k8s.io/kubernetes/vendor/k8s.io/$package
  flags+=" -X $at.gitVersion=v$release -X $at.gitMajor=1 -X $at.gitMinor=20 -X $at.gitTreeState=archive"
done
mkdir -p "$out"
go build -tags providerless,dockerless -ldflags "$flags" -o "$out/multicall" ./cmd/multicall
for program in kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy kubectl; do
  ln -sfn multicall "$out/$program"
done
"$out/kubelet" --version >/dev/null
