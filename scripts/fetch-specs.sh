#!/bin/bash
# fetch-specs.sh: prints a folder with the kernel's netlink specs (rt-link.yaml.gz and others), of the same version as the
# headers of fetch-headers.sh. They are in Debian's linux-doc, a download of 42 MiB; linux-source has them too, in 157 MiB.
set -euo pipefail

scripts=$(dirname "$0")
version=$("$scripts/fetch-headers.sh")/linux/version.h
number() { sed -n "s/^#define LINUX_VERSION_$1 *//p" "$version"; }
name=linux-doc-$(number MAJOR).$(number PATCHLEVEL)

package=$(RTNL_FETCH_FILES='*/Documentation/netlink/specs/*.yaml*' "$scripts/fetch-debian.sh" sid "$name")
echo "$package/usr/share/doc/$name/Documentation/netlink/specs"
