#!/bin/sh
# Boots the real systemd of this machine in namespaces of its own, over a writable layer that is gone afterwards: nothing of the machine
# changes, not its files, network or control groups. usage (root): boot.sh <empty folder>; prints "booted <pid>" and stays until killed.
# $1/etc is copied over /etc, $1/bin over /usr/bin. Kill the pid of `unshare` to end everything in it.
set -eu
folder=$1

if [ "${2:-}" != inside ]; then
    exec unshare --mount --propagation private sh "$0" "$folder" inside
fi
mkdir -p "$folder/cgroup" "$folder/layer"
mount -t cgroup2 none "$folder/cgroup"
group=$folder/cgroup/tanheng-deploy-$$
mkdir "$group"
echo $$ >"$group/cgroup.procs"
mount -t tmpfs -o size=256m none "$folder/layer"
mkdir "$folder/layer/upper" "$folder/layer/work" "$folder/layer/root"
root=$folder/layer/root
mount -t overlay none -o "lowerdir=/,upperdir=$folder/layer/upper,workdir=$folder/layer/work" "$root"

cp -r "$folder/etc/." "$root/etc/"
cp "$folder/bin/"* "$root/usr/bin/"
rm -rf "$root"/etc/systemd/system/*.wants "$root"/usr/lib/systemd/system/*.wants "$root/var/log/journal" # only what is asked for starts
echo "tanheng-deploy" >"$root/etc/hostname"
: >"$root/etc/fstab"
mkdir -p "$root/run" "$root/tmp"
mount -t tmpfs -o mode=755 none "$root/run"
mount -t tmpfs -o mode=1777 none "$root/tmp"
mount -t tmpfs -o mode=755 none "$root/dev"
for name in null zero full random urandom tty; do
    : >"$root/dev/$name"
    mount --bind "/dev/$name" "$root/dev/$name"
done
mkdir -p "$root/dev/shm" "$root/dev/pts"
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
ln -s /proc/self/fd "$root/dev/fd"
systemd-sysusers --root="$root" >/dev/null 2>&1 || true

cat >"$folder/init.sh" <<'INIT'
set -eu
root=$1
mount -t proc proc "$root/proc"
mount --bind "$root/proc/sys" "$root/proc/sys" # the kernel's settings are the whole machine's
mount -o remount,bind,ro "$root/proc/sys"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t tmpfs -o mode=755 none "$root/sys/fs/cgroup" 2>/dev/null || true
mount -t cgroup2 none "$root/sys/fs/cgroup"
cd "$root"
mkdir -p old
pivot_root . old
umount -l /old
mount --make-rshared / # as on a machine: what systemd mounts for a service must reach it
exec env -i container=tanheng-deploy PATH=/usr/sbin:/usr/bin TERM=dumb /lib/systemd/systemd --system --log-level=warning --log-target=journal --show-status=no --unit=deploy.target
INIT
exec unshare --pid --fork --kill-child --cgroup --net --ipc --uts --mount --propagation private sh "$folder/init.sh" "$root"
